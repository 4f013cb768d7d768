import type { DataSource, EntityManager } from 'typeorm';
import { partitionName } from '../partitions/day-partitions';
import { METRIC_TABLES, STEP_SECONDS, type MetricResolution } from './tables';

/** Row of `platform_settings` that says up to when the coarser tables hold everything. */
const KEY = 'metrics-rolled-up';

type Coarse = keyof typeof STEP_SECONDS;

/** Up to when each of the coarser tables holds everything; null before the first time. */
export type RolledUp = Record<Coarse, Date | null>;

/** Each is made of the one before it; a long gap is made up for in pieces of this many steps. */
const ROLL_UPS: { into: Coarse; from: MetricResolution; stepsAtOnce: number }[] = [
  { into: 'minutes', from: 'samples', stepsAtOnce: 60 },
  { into: 'tenMinutes', from: 'minutes', stepsAtOnce: 36 },
];

/** The tables are made of what came before, so that a spike is still seen where averages have smoothed it. */
const AVERAGES = `avg(cpu_percent), max(coalesce(cpu_percent_peak, cpu_percent)), avg(memory_bytes)::bigint,
  max(coalesce(memory_bytes_peak, memory_bytes)), avg(disk_bytes)::bigint, avg(network_rx_rate),
  avg(network_tx_rate), avg(block_read_rate), avg(block_write_rate), round(avg(pids))::integer, bool_or(restarted)`;

/** @returns up to when the coarser tables hold everything */
export async function rolledUpTo(manager: EntityManager): Promise<RolledUp> {
  const [row] = await manager.query<{ value: Partial<Record<Coarse, string>> }[]>(
    `SELECT value FROM platform_settings WHERE key = $1`,
    [KEY],
  );
  const dateOf = (text: string | undefined): Date | null => (text === undefined ? null : new Date(text));
  return { minutes: dateOf(row?.value.minutes), tenMinutes: dateOf(row?.value.tenMinutes) };
}

/**
 * Averages the samples of minutes, and the minutes of ten minutes, that are over. What is interrupted is gone on with
 * by the next call; rows that are there stay as they are.
 * @param complete moment before which no sample will come any more
 * @param oldest moment before which there is nothing to average: samples are not kept that long
 */
export async function rollUpMetrics(dataSource: DataSource, complete: Date, oldest: Date): Promise<void> {
  await summarize(dataSource, complete);
  let until = complete.getTime();
  for (const { into, from, stepsAtOnce } of ROLL_UPS) {
    const stepMs = STEP_SECONDS[into] * 1_000;
    const end = Math.floor(until / stepMs) * stepMs;
    const done = (await rolledUpTo(dataSource.manager))[into]?.getTime() ?? 0;
    let start = Math.max(done, Math.floor(oldest.getTime() / stepMs) * stepMs);
    while (start < end) {
      const next = Math.min(end, start + stepsAtOnce * stepMs);
      await rollUp(dataSource, { from, into }, new Date(start), new Date(next));
      start = next;
    }
    until = end;
  }
}

/**
 * Tells the indexes on time of what was written today. They learn it by themselves when a table is vacuumed, which a
 * table that only grows is rarely: until then every roll-up would read all that came since.
 */
async function summarize(dataSource: DataSource, now: Date): Promise<void> {
  const today = (['samples', 'minutes'] as const).map((table) => partitionName(METRIC_TABLES[table], now));
  await dataSource.query(
    `SELECT brin_summarize_new_values(i.indexrelid) FROM pg_index i
     JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am a ON a.oid = c.relam
     WHERE a.amname = 'brin' AND i.indrelid IN (SELECT to_regclass(name) FROM unnest($1::text[]) AS name)`,
    [today],
  );
}

async function rollUp(
  dataSource: DataSource,
  { from, into }: { from: MetricResolution; into: Coarse },
  start: Date,
  end: Date,
): Promise<void> {
  await dataSource.transaction(async (manager) => {
    await manager.query(
      `INSERT INTO ${METRIC_TABLES[into]} (agent_id, at, cpu_percent, cpu_percent_peak, memory_bytes,
         memory_bytes_peak, disk_bytes, network_rx_rate, network_tx_rate, block_read_rate, block_write_rate, pids,
         restarted)
       SELECT agent_id, date_bin(make_interval(secs => $3), at, timestamptz 'epoch') AS begun, ${AVERAGES}
       FROM ${METRIC_TABLES[from]} WHERE at >= $1 AND at < $2 GROUP BY agent_id, begun
       ON CONFLICT DO NOTHING`,
      [start, end, STEP_SECONDS[into]],
    );
    await manager.query(
      `INSERT INTO platform_settings (key, value, updated_at) VALUES ($1, jsonb_build_object($2::text, $3::text), now())
       ON CONFLICT (key) DO UPDATE SET value = platform_settings.value || excluded.value, updated_at = now()`,
      [KEY, into, end.toISOString()],
    );
  });
}
