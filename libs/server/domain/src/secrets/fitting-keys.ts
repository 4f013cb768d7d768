import type { Keys } from '@nora/crypto';
import { byKey, type SealedCount } from './sealed-counts';

/** Keys that open nothing of what is stored. */
export class ForeignKeysError extends Error {
  override readonly name = 'ForeignKeysError';
}

/**
 * Makes sure that keys belong to a database, before anything is sealed under one of them.
 * @throws ForeignKeysError when values are stored, and none of them under one of the keys
 */
export function requireFittingKeys(keys: Keys, counts: readonly SealedCount[]): void {
  const stored = byKey(counts);
  const ids = [...stored.keys()].filter((id) => id !== null);
  if (ids.length === 0 || keys.some(({ id }) => stored.has(id))) return;
  throw new ForeignKeysError(
    `no stored value lies under one of the keys (${keys.map(({ id }) => id).join(', ')}), but some lie under ${ids.join(', ')}: these keys do not belong to this database`,
  );
}
