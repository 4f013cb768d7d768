import type { DataSource, EntityManager } from 'typeorm';
import { headOf } from './chain-reader';
import type { ChainEnd } from './chain-verifier';
import {
  CHECKPOINT_EVERY,
  signCheckpoint,
  type AuditCheckpointKind,
  type CheckpointView,
} from './checkpoint';
import { AUDIT_ENTRY_COLUMNS, type AuditEntryView } from './entry';
import { hashEntry } from './entry-hash';
import { AUDIT_LOCKS } from './locks';
import type { AuditSigner } from './signatures';
import type { AuditSigningKeys } from './signing-keys';

const BATCH = 500;

/** An entry that stays unsigned no longer than this, in minutes. */
const CHECKPOINT_MINUTES = 60;

/**
 * Gives committed entries their place in the chain, in order of their ids. One replica chains at a time; no change
 * of the installation ever waits for it.
 */
export class AuditChain {
  constructor(
    private readonly dataSource: DataSource,
    private readonly keys: AuditSigningKeys,
  ) {}

  /** Chains what is committed; leaves it to another replica that is at it. Answers how many it chained. */
  async chainPending(): Promise<number> {
    if (!(await this.hasPending())) return 0;
    const signer = await this.keys.signer();
    for (let total = 0; ;) {
      const chained = await this.dataSource.transaction(async (manager) =>
        (await tryLockChain(manager)) ? chainBatch(manager, signer) : 0,
      );
      total += chained;
      if (chained < BATCH) return total;
    }
  }

  /**
   * Chains until an entry has its place, and with it everything that was committed before.
   * @returns its sequence
   */
  async chainUpTo(entryId: string): Promise<string> {
    const signer = await this.keys.signer();
    for (;;) {
      const [row] = await this.dataSource.query<{ sequence: string | null }[]>(
        'SELECT sequence::text AS sequence FROM audit_entries WHERE id = $1',
        [entryId],
      );
      if (!row) throw new Error(`there is no audit entry ${entryId}`);
      if (row.sequence !== null) return row.sequence;
      await this.dataSource.transaction(async (manager) => {
        await lockChain(manager);
        await chainBatch(manager, signer);
      });
    }
  }

  /** Signs the end of the chain when an entry has waited for it long enough. */
  async checkpointWhenDue(): Promise<boolean> {
    if (!(await isCheckpointDue(this.dataSource.manager))) return false;
    const signer = await this.keys.signer();
    return this.dataSource.transaction(async (manager) => {
      if (!(await tryLockChain(manager)) || !(await isCheckpointDue(manager))) return false;
      await addCheckpoint(manager, signer, 'regular', await headOf(manager));
      return true;
    });
  }

  private async hasPending(): Promise<boolean> {
    const rows = await this.dataSource.query<unknown[]>(
      'SELECT 1 FROM audit_entries WHERE sequence IS NULL LIMIT 1',
    );
    return rows.length > 0;
  }
}

/** Waits until nobody else changes the chain; it is this transaction's until its end. */
export async function lockChain(manager: EntityManager): Promise<void> {
  await manager.query('SELECT pg_advisory_xact_lock($1)', [AUDIT_LOCKS.chain]);
}

async function tryLockChain(manager: EntityManager): Promise<boolean> {
  const [row] = await manager.query<{ locked: boolean }[]>('SELECT pg_try_advisory_xact_lock($1) AS locked', [
    AUDIT_LOCKS.chain,
  ]);
  return row?.locked === true;
}

/** Writes a signature under the chain. The chain must be locked. */
export async function addCheckpoint(
  manager: EntityManager,
  signer: AuditSigner,
  kind: AuditCheckpointKind,
  end: ChainEnd,
): Promise<CheckpointView> {
  const checkpoint = signCheckpoint(signer, kind, end, new Date());
  const { sequence, hash, createdAt, keyId, signature } = checkpoint;
  await manager.query(
    `INSERT INTO audit_checkpoints (sequence, kind, hash, created_at, key_id, signature)
     VALUES ($1, $2, $3, $4, $5, $6)`,
    [sequence, kind, hash, createdAt, keyId, signature],
  );
  return checkpoint;
}

async function chainBatch(manager: EntityManager, signer: AuditSigner): Promise<number> {
  const pending = await manager.query<AuditEntryView[]>(
    `SELECT ${AUDIT_ENTRY_COLUMNS} FROM audit_entries e WHERE e.sequence IS NULL ORDER BY e.id LIMIT ${BATCH}`,
  );
  if (pending.length === 0) return 0;
  const chained = chain(await headOf(manager), pending);
  await manager.query(
    `UPDATE audit_entries e SET sequence = c.sequence, previous_hash = c.previous_hash, hash = c.hash
     FROM unnest($1::uuid[], $2::bigint[], $3::text[], $4::text[]) AS c (id, sequence, previous_hash, hash)
     WHERE e.id = c.id`,
    [
      chained.map(({ id }) => id),
      chained.map(({ sequence }) => sequence),
      chained.map(({ previousHash }) => previousHash),
      chained.map(({ hash }) => hash),
    ],
  );
  for (const { sequence, hash } of chained) {
    if (Number(sequence) % CHECKPOINT_EVERY !== 0) continue;
    await addCheckpoint(manager, signer, 'regular', { sequence, hash });
  }
  return chained.length;
}

type ChainedEntry = AuditEntryView & ChainEnd;

/** The entries as they follow the end of a chain. */
export function chain(head: ChainEnd, entries: AuditEntryView[]): ChainedEntry[] {
  let end = head;
  return entries.map((entry) => {
    const sequence = String(Number(end.sequence) + 1);
    const placed = { ...entry, sequence, previousHash: end.hash };
    const chained = { ...placed, hash: hashEntry(placed) };
    end = chained;
    return chained;
  });
}

async function isCheckpointDue(manager: EntityManager): Promise<boolean> {
  const rows = await manager.query<unknown[]>(
    `SELECT 1 FROM audit_entries
     WHERE sequence = coalesce((SELECT max(sequence) FROM audit_checkpoints), 0) + 1
       AND created_at < now() - make_interval(mins => ${CHECKPOINT_MINUTES})`,
  );
  return rows.length > 0;
}
