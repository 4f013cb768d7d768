import type { EntityManager } from 'typeorm';
import { GENESIS, type ChainEnd } from './chain-verifier';
import { CHECKPOINT_COLUMNS, type CheckpointView } from './checkpoint';
import { AUDIT_ENTRY_COLUMNS, type AuditEntryView } from './entry';

/** The last entry of the chain; also when it was removed, the chain goes on from it. */
export async function headOf(manager: EntityManager): Promise<ChainEnd> {
  const [row] = await manager.query<ChainEnd[]>(
    `SELECT sequence::text AS sequence, hash FROM (
       (SELECT sequence, hash FROM audit_entries WHERE sequence IS NOT NULL ORDER BY sequence DESC LIMIT 1)
       UNION ALL
       (SELECT sequence, hash FROM audit_checkpoints ORDER BY sequence DESC LIMIT 1)
     ) ends ORDER BY ends.sequence DESC LIMIT 1`,
  );
  return row ?? GENESIS;
}

/** Up to where entries were removed because they had been kept long enough; null when none were. */
export async function lastPruning(manager: EntityManager): Promise<CheckpointView | null> {
  const [row] = await manager.query<CheckpointView[]>(
    `SELECT ${CHECKPOINT_COLUMNS} FROM audit_checkpoints c
     WHERE c.kind = 'pruning' ORDER BY c.sequence DESC LIMIT 1`,
  );
  return row ?? null;
}

/** Chained entries after one and up to another, in order. */
export function entriesBetween(
  manager: EntityManager,
  after: string,
  upTo: string,
  limit: number,
): Promise<AuditEntryView[]> {
  return manager.query<AuditEntryView[]>(
    `SELECT ${AUDIT_ENTRY_COLUMNS} FROM audit_entries e
     WHERE e.sequence > $1 AND e.sequence <= $2 ORDER BY e.sequence LIMIT $3`,
    [after, upTo, limit],
  );
}

/** Checkpoints after one entry and up to another, in order. */
export function checkpointsBetween(
  manager: EntityManager,
  after: string,
  upTo: string,
): Promise<CheckpointView[]> {
  return manager.query<CheckpointView[]>(
    `SELECT ${CHECKPOINT_COLUMNS} FROM audit_checkpoints c
     WHERE c.sequence > $1 AND c.sequence <= $2 ORDER BY c.sequence, c.kind`,
    [after, upTo],
  );
}
