import type { DataSource } from 'typeorm';
import { rolledUpTo } from './metric-rollup';
import { METRIC_TABLES, type MetricResolution } from './tables';

/** What of an agent's history is asked for. */
export interface MetricWindow {
  agentId: string;
  /** A multiple of the step. */
  from: Date;
  /** Not included. */
  to: Date;
  stepSeconds: number;
  /** The coarsest table that is read; what is younger than its rows comes from the finer ones. */
  resolution: MetricResolution;
}

/** One step of a history: averages of what is known of it, and the highest of single samples. */
export interface MetricPoint {
  /** When the step began. */
  at: Date;
  cpuPercent: number | null;
  cpuPercentPeak: number | null;
  memoryBytes: number;
  memoryBytesPeak: number;
  diskBytes: number | null;
  networkRxRate: number | null;
  networkTxRate: number | null;
  blockReadRate: number | null;
  blockWriteRate: number | null;
  pids: number;
  /** When the runtime was seen to have been started within the step; null when it was not. */
  restartedAt: Date | null;
}

interface Row {
  at: Date;
  cpu_percent: number | null;
  cpu_percent_peak: number | null;
  memory_bytes: number;
  memory_bytes_peak: number;
  disk_bytes: number | null;
  network_rx_rate: number | null;
  network_tx_rate: number | null;
  block_read_rate: number | null;
  block_write_rate: number | null;
  pids: number;
  restarted_at: Date | null;
}

/** Steps of an agent's history of which anything is known, in order. The caller has made sure that it may be seen. */
export async function readMetricSeries(dataSource: DataSource, window: MetricWindow): Promise<MetricPoint[]> {
  const rolledUp = await rolledUpTo(dataSource.manager);
  const parameters: unknown[] = [window.agentId, window.stepSeconds];
  const parts: string[] = [];
  let from = window.from.getTime();
  const readUntil = (resolution: MetricResolution, until: number): void => {
    const end = Math.min(until, window.to.getTime());
    if (end <= from) return;
    const [first, last] = [parameters.push(new Date(from)), parameters.push(new Date(end))];
    parts.push(
      `SELECT * FROM ${METRIC_TABLES[resolution]} WHERE agent_id = $1 AND at >= $${first} AND at < $${last}`,
    );
    from = end;
  };
  const { resolution } = window;
  if (resolution === 'tenMinutes') readUntil('tenMinutes', rolledUp.tenMinutes?.getTime() ?? 0);
  if (resolution !== 'samples') readUntil('minutes', rolledUp.minutes?.getTime() ?? 0);
  readUntil('samples', Infinity);
  if (parts.length === 0) return [];
  const rows = await dataSource.query<Row[]>(
    `SELECT date_bin(make_interval(secs => $2), s.at, timestamptz 'epoch') AS at, avg(cpu_percent) AS cpu_percent,
       max(coalesce(cpu_percent_peak, cpu_percent)) AS cpu_percent_peak, avg(memory_bytes)::float8 AS memory_bytes,
       max(coalesce(memory_bytes_peak, memory_bytes))::float8 AS memory_bytes_peak,
       avg(disk_bytes)::float8 AS disk_bytes, avg(network_rx_rate) AS network_rx_rate,
       avg(network_tx_rate) AS network_tx_rate, avg(block_read_rate) AS block_read_rate,
       avg(block_write_rate) AS block_write_rate, avg(pids)::float8 AS pids,
       min(s.at) FILTER (WHERE restarted) AS restarted_at
     FROM (${parts.join(' UNION ALL ')}) s GROUP BY 1 ORDER BY 1`,
    parameters,
  );
  return rows.map(pointOf);
}

function pointOf(row: Row): MetricPoint {
  return {
    at: row.at,
    cpuPercent: row.cpu_percent,
    cpuPercentPeak: row.cpu_percent_peak,
    memoryBytes: row.memory_bytes,
    memoryBytesPeak: row.memory_bytes_peak,
    diskBytes: row.disk_bytes,
    networkRxRate: row.network_rx_rate,
    networkTxRate: row.network_tx_rate,
    blockReadRate: row.block_read_rate,
    blockWriteRate: row.block_write_rate,
    pids: row.pids,
    restartedAt: row.restarted_at,
  };
}
