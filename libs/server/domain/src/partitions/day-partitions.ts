import type { DataSource, EntityManager } from 'typeorm';

const DAY_MS = 86_400_000;
/** Days made beforehand, so that a worker that is away for a while comes back to a table that takes its rows. */
const DAYS_AHEAD = 2;

/** A table that is partitioned by the day (UTC). */
export interface DayPartitioned {
  table: string;
  /** Null where nothing is dropped. */
  keepDays: number | null;
}

/**
 * Makes the partitions of today (UTC) and the next days, and drops those whose last moment has been kept long enough.
 * Does nothing where everything is in place.
 * @returns names of what was made and of what was dropped
 */
export async function maintainDayPartitions(
  dataSource: DataSource,
  now: Date,
  tables: readonly DayPartitioned[],
): Promise<{ made: string[]; dropped: string[] }> {
  const today = Math.floor(now.getTime() / DAY_MS);
  const wanted: { table: string; day: number }[] = [];
  const outlived: string[] = [];
  for (const { table, keepDays } of tables) {
    const present = await daysOf(dataSource.manager, table);
    for (let day = today; day <= today + DAYS_AHEAD; day += 1) {
      if (!present.has(day)) wanted.push({ table, day });
    }
    if (keepDays === null) continue;
    const oldest = now.getTime() - keepDays * DAY_MS;
    for (const day of present) if ((day + 1) * DAY_MS <= oldest) outlived.push(nameOf(table, day));
  }
  if (wanted.length + outlived.length === 0) return { made: [], dropped: [] };
  return dataSource.transaction(async (manager) => {
    // Readers are held up while a table changes: better a later pass than a queue of them behind a long one.
    await manager.query(`SET LOCAL lock_timeout = '5s'`);
    await manager.query(`SELECT pg_advisory_xact_lock(hashtext('nora.day-partitions'))`);
    for (const { table, day } of wanted) {
      await manager.query(
        `CREATE TABLE IF NOT EXISTS "${nameOf(table, day)}" PARTITION OF "${table}"
         FOR VALUES FROM ('${startOf(day)}') TO ('${startOf(day + 1)}')`,
      );
    }
    for (const name of outlived) await manager.query(`DROP TABLE IF EXISTS "${name}"`);
    return { made: wanted.map(({ table, day }) => nameOf(table, day)), dropped: outlived };
  });
}

/** Days since 1970 that a table has partitions for. */
async function daysOf(manager: EntityManager, table: string): Promise<Set<number>> {
  const rows = await manager.query<{ name: string }[]>(
    `SELECT c.relname AS name FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
     WHERE i.inhparent = to_regclass($1)`,
    [table],
  );
  const days = rows.flatMap(({ name }) => {
    const [, year, month, day] = /_(\d{4})(\d\d)(\d\d)$/.exec(name) ?? [];
    return year ? [Date.UTC(Number(year), Number(month) - 1, Number(day)) / DAY_MS] : [];
  });
  return new Set(days);
}

/** The partition of a table that holds a moment. */
export function partitionName(table: string, at: Date): string {
  return nameOf(table, Math.floor(at.getTime() / DAY_MS));
}

const startOf = (day: number): string => new Date(day * DAY_MS).toISOString();

const nameOf = (table: string, day: number): string =>
  `${table}_${startOf(day).slice(0, 10).replaceAll('-', '')}`;
