import { randomUUID } from 'node:crypto';
import { FixedKeyRing, SealedValues, newEncryptionKey } from '@nora/crypto';
import type { DataSource } from 'typeorm';
import { recordAudit, type AuditActor, type AuditRecord } from '../audit/audit';
import { AuditChain } from '../audit/chain';
import { AuditSigningKeys } from '../audit/signing-keys';
import { verifyChain, type AuditVerification } from '../audit/verify-chain';
import { AuditEntry } from '../entities';

/** Entries that are written as programs write them. */
const ONE_BY_ONE = 100;

export const ACTOR: AuditActor = {
  ...{ type: 'user', id: randomUUID(), label: 'ada@example.test', onBehalfOfId: null },
  ...{ correlationId: 'request-1', address: '192.0.2.1' },
};

/** An audit log of an installation of its own, and hands that tamper with it. */
export class AuditLogHarness {
  readonly keys: AuditSigningKeys;
  readonly chain: AuditChain;

  constructor(
    readonly dataSource: DataSource,
    private readonly sealed = new SealedValues(new FixedKeyRing(newEncryptionKey())),
  ) {
    this.keys = new AuditSigningKeys(dataSource, this.sealed);
    this.chain = new AuditChain(dataSource, this.keys);
  }

  /** The same log as another process sees it. */
  replica(): AuditLogHarness {
    return new AuditLogHarness(this.dataSource, this.sealed);
  }

  async write(count: number, record: Partial<AuditRecord> = {}): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      for (let i = 0; i < Math.min(count, ONE_BY_ONE); i += 1) {
        await recordAudit(manager, {
          ...{ actor: ACTOR, action: 'agent.stop', resourceType: 'agent', resourceId: `agent-${i}` },
          workspaceId: randomUUID(),
          details: { i, text: 'ünï — “x”', when: new Date(0), ratio: 0.1, deep: [{ a: null }] },
          ...record,
        });
      }
      if (count <= ONE_BY_ONE) return;
      // More of the same, by one statement: a chain with checkpoints is long.
      await manager.query(
        `INSERT INTO audit_entries SELECT another.*
         FROM audit_entries e CROSS JOIN generate_series(1, $1) AS number
         CROSS JOIN LATERAL jsonb_populate_record(e, jsonb_build_object('id', gen_random_uuid(), 'resource_id', number)) another
         WHERE e.id = (SELECT id FROM audit_entries WHERE sequence IS NULL LIMIT 1)`,
        [count - ONE_BY_ONE],
      );
    });
  }

  async writeChained(count: number): Promise<void> {
    await this.write(count);
    await this.chain.chainPending();
  }

  /** Chained entries in order, then the others. */
  entries(): Promise<AuditEntry[]> {
    return this.dataSource.manager.find(AuditEntry, { order: { sequence: 'ASC', id: 'ASC' } });
  }

  verify(): Promise<AuditVerification> {
    const isTrusted = this.keys.isGenuine.bind(this.keys);
    return verifyChain(this.dataSource, isTrusted, AbortSignal.timeout(30_000));
  }

  /** What somebody with the database in hand would do: switch the guards off, and change what they like. */
  async tamper(sql: string, parameters: unknown[] = []): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      await manager.query(`SET LOCAL session_replication_role = 'replica'`);
      await manager.query(sql, parameters);
    });
  }

  /** Forgets the chain from one entry on. */
  async unchainFrom(sequence: number): Promise<void> {
    await this.tamper('DELETE FROM audit_checkpoints WHERE sequence >= $1', [sequence]);
    await this.tamper(
      'UPDATE audit_entries SET sequence = NULL, previous_hash = NULL, hash = NULL WHERE sequence >= $1',
      [sequence],
    );
  }
}
