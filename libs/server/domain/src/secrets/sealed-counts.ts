import type { DataSource } from 'typeorm';
import { sealedColumns, type SealedColumn } from './sealed-columns';

/** How many values of a column lie under a key. */
export interface SealedCount {
  table: string;
  column: string;
  /** Null for what is not a sealed value. */
  keyId: string | null;
  rows: number;
}

/** Counts every stored value by the key it lies under. */
export async function countSealed(dataSource: DataSource): Promise<SealedCount[]> {
  const counts: SealedCount[] = [];
  for (const column of sealedColumns()) counts.push(...(await countColumn(dataSource, column)));
  return counts;
}

/** How many values lie under each key, over all columns; the largest first. */
export function byKey(counts: readonly SealedCount[]): Map<string | null, number> {
  const totals = new Map<string | null, number>();
  for (const { keyId, rows } of counts) totals.set(keyId, (totals.get(keyId) ?? 0) + rows);
  return new Map([...totals].sort(([, a], [, b]) => b - a));
}

async function countColumn(dataSource: DataSource, { table, column }: SealedColumn): Promise<SealedCount[]> {
  const rows = await dataSource.query<{ key_id: string | null; rows: number }[]>(
    `SELECT substring("${column}" from '^v1\\.([0-9a-f]{8})\\.') AS key_id, count(*)::int AS rows
     FROM "${table}" WHERE "${column}" IS NOT NULL GROUP BY 1 ORDER BY 1`,
  );
  return rows.map((row) => ({ table, column, keyId: row.key_id, rows: row.rows }));
}
