import { encodeCursor } from './cursor';

/** One page of a list. */
export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

/**
 * Makes a page of rows that were read with a limit one higher than asked for.
 * @param keyOf the sort key and id of a row, for the cursor
 */
export function pageOf<T>(
  rows: T[],
  limit: number,
  sort: string,
  keyOf: (row: T) => { key: string; id: string },
): Page<T> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  const more = rows.length > limit && last !== undefined;
  return { items, nextCursor: more ? encodeCursor({ sort, ...keyOf(last) }) : null };
}
