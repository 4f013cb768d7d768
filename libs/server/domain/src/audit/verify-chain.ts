import type { DataSource, EntityManager } from 'typeorm';
import { AuditSigningKey } from '../entities';
import { checkpointsBetween, entriesBetween, headOf, lastPruning } from './chain-reader';
import { ChainVerifier, GENESIS, faultAt, type ChainEnd } from './chain-verifier';
import { isCheckpointSigned } from './checkpoint';
import type { AuditFault } from './faults';
import type { AuditPublicKey } from './signatures';

const BATCH = 1_000;

/** What a look at the whole chain of a database found. */
export interface AuditVerification {
  ok: boolean;
  /** Entries found good before the first fault. */
  checked: number;
  firstSequence: string | null;
  lastSequence: string | null;
  /** Entries that have no place in the chain yet. */
  unchained: number;
  /** Signatures found good. */
  checkpoints: number;
  fault: AuditFault | null;
}

/**
 * Verifies the chain of a database as it is at this moment: every hash, every link, every checkpoint, and that
 * nothing is missing from the last pruning to the end. Memory is bounded.
 * @param isTrusted whether a key that the database holds is one of this installation
 * @param signal its reason is thrown when it aborts
 */
export function verifyChain(
  dataSource: DataSource,
  isTrusted: (key: AuditSigningKey) => boolean,
  signal: AbortSignal,
): Promise<AuditVerification> {
  // One snapshot: entries that are added or pruned meanwhile are no faults.
  return dataSource.transaction('REPEATABLE READ', async (manager) => {
    await manager.query('SET TRANSACTION READ ONLY');
    const keys = await trustedKeys(manager, isTrusted);
    const [head, pruning, unchained] = [
      await headOf(manager),
      await lastPruning(manager),
      await countUnchained(manager),
    ];
    const verifier = new ChainVerifier(pruning ?? GENESIS, (keyId) => keys.get(keyId));
    const key = pruning && keys.get(pruning.keyId);
    const badStart = pruning && !(key && isCheckpointSigned(pruning, key));
    const fault = badStart
      ? faultAt(pruning.sequence, 'checkpoint_changed', startFault(pruning.sequence))
      : await walk(manager, verifier, pruning ?? GENESIS, head, signal);
    const { checked, checkpoints, end } = verifier;
    return {
      ...{ ok: fault === null, checked, unchained, checkpoints, fault },
      firstSequence: checked > 0 ? String(Number(end.sequence) - checked + 1) : null,
      lastSequence: checked > 0 ? end.sequence : null,
    };
  });
}

const startFault = (sequence: string): string =>
  `The checkpoint at entry ${sequence}, where the kept part of the chain begins, was not signed by this installation.`;

async function walk(
  manager: EntityManager,
  verifier: ChainVerifier,
  start: ChainEnd,
  head: ChainEnd,
  signal: AbortSignal,
): Promise<AuditFault | null> {
  for (let { sequence } = start; ;) {
    signal.throwIfAborted();
    const entries = await entriesBetween(manager, sequence, head.sequence, BATCH);
    const last = entries.at(-1)?.sequence;
    if (!last) return verifier.finish(head.sequence);
    const checkpoints = await checkpointsBetween(manager, sequence, last);
    for (const entry of entries) {
      const fault = verifier.addEntry(entry);
      if (fault) return fault;
      while (checkpoints[0] && Number(checkpoints[0].sequence) <= Number(entry.sequence)) {
        const [checkpoint] = checkpoints.splice(0, 1);
        const bad = checkpoint && verifier.addCheckpoint(checkpoint);
        if (bad) return bad;
      }
    }
    sequence = last;
  }
}

async function trustedKeys(
  manager: EntityManager,
  isTrusted: (key: AuditSigningKey) => boolean,
): Promise<Map<string, AuditPublicKey>> {
  const rows = (await manager.find(AuditSigningKey)).filter(isTrusted);
  return new Map(rows.map(({ id, publicKey }) => [id, { keyId: id, publicKey }]));
}

async function countUnchained(manager: EntityManager): Promise<number> {
  const [row] = await manager.query<{ count: string }[]>(
    'SELECT count(*) AS count FROM audit_entries WHERE sequence IS NULL',
  );
  return Number(row?.count ?? 0);
}
