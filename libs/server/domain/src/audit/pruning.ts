import type { DataSource, EntityManager } from 'typeorm';
import { WORKER_ACTOR, recordAudit } from './audit';
import { addCheckpoint, lockChain } from './chain';
import { lastPruning } from './chain-reader';
import { GENESIS, type ChainEnd } from './chain-verifier';
import type { AuditSigningKeys } from './signing-keys';

const BATCH = 5_000;

/** Removes entries that have been kept long enough, oldest first, so that what is left can still be verified. */
export class AuditPruning {
  constructor(
    private readonly dataSource: DataSource,
    private readonly keys: AuditSigningKeys,
  ) {}

  /**
   * First signs where the chain will begin, then removes what lies before, in batches. An interrupted pass is
   * finished by the next one.
   * @returns how many entries were removed
   */
  async prune(days: number): Promise<number> {
    const signer = await this.keys.signer();
    await this.dataSource.transaction(async (manager) => {
      await lockChain(manager);
      const last = await lastToGo(manager, days);
      if (!last) return;
      await addCheckpoint(manager, signer, 'pruning', last);
      await recordAudit(manager, {
        ...{ actor: WORKER_ACTOR, action: 'audit.prune', resourceType: 'audit', resourceId: null },
        ...{ workspaceId: null, details: { upTo: last.sequence, days } },
      });
    });
    return this.removePruned();
  }

  private async removePruned(): Promise<number> {
    const end = await lastPruning(this.dataSource.manager);
    if (!end) return 0;
    for (let total = 0; ;) {
      const removed = await this.dataSource.transaction(async (manager) => {
        await manager.query(`SELECT set_config('nora.audit_pruning', 'on', true)`);
        const [, count] = await manager.query<[unknown[], number]>(
          `DELETE FROM audit_entries WHERE sequence IN
            (SELECT sequence FROM audit_entries WHERE sequence <= $1 ORDER BY sequence LIMIT ${BATCH})`,
          [end.sequence],
        );
        return count;
      });
      total += removed;
      if (removed < BATCH) return total;
    }
  }
}

/** The last of the entries at the beginning of the chain that are all old enough. */
async function lastToGo(manager: EntityManager, days: number): Promise<ChainEnd | null> {
  const { sequence: begin } = (await lastPruning(manager)) ?? GENESIS;
  const [kept] = await manager.query<{ sequence: string }[]>(
    `SELECT e.sequence::text AS sequence FROM audit_entries e
     WHERE e.sequence > $1 AND e.created_at >= now() - make_interval(days => $2) ORDER BY e.sequence LIMIT 1`,
    [begin, days],
  );
  const [last] = await manager.query<ChainEnd[]>(
    `SELECT e.sequence::text AS sequence, e.hash FROM audit_entries e
     WHERE e.sequence > $1 AND ($2::bigint IS NULL OR e.sequence < $2) ORDER BY e.sequence DESC LIMIT 1`,
    [begin, kept?.sequence ?? null],
  );
  return last ?? null;
}
