import { FixedKeyRing, type Keys } from '@nora/crypto';
import type { DataSource } from 'typeorm';
import { requireFittingKeys } from './fitting-keys';
import { recordKeyAct } from './key-acts';
import { untilTransactionsEnd } from './open-transactions';
import { Resealing, inTotal, type ResealOutcome, type ResealProgress } from './resealing';
import { whileNobodyElseRotates } from './rotation-lock';
import { countSealed } from './sealed-counts';

/** More than a statement, and an idle transaction, of ours may take. */
export const TRANSACTIONS_MS = 90_000;

/**
 * Seals every stored value under the first of the keys, while programs run that all seal under it already. Waits for
 * transactions that may hold something else, so that nothing is left when it says so.
 * @throws ForeignKeysError, RotationBusyError before anything is changed
 */
export function resealStored(
  dataSource: DataSource,
  keys: Keys,
  onProgress: (progress: ResealProgress) => void,
  signal?: AbortSignal,
): Promise<ResealOutcome> {
  return whileNobodyElseRotates(dataSource, async () => {
    requireFittingKeys(keys, await countSealed(dataSource));
    const resealing = new Resealing(dataSource, new FixedKeyRing(...keys));
    const first = await resealing.run(onProgress, signal);
    const ended = await untilTransactionsEnd(dataSource, TRANSACTIONS_MS, signal);
    const outcome = inTotal(first, await resealing.run(onProgress, signal));
    const values = outcome.columns.reduce((sum, { done }) => sum + done, 0);
    if (values > 0) await recordKeyAct(dataSource, 'reseal', keys[0].id, { values });
    return ended ? outcome : { ...outcome, unfinished: Math.max(1, outcome.unfinished) };
  });
}
