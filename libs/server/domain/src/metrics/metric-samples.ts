import type { DataSource } from 'typeorm';

/** What an agent used at a moment. Rates are per second, and null where they are not known. */
export interface MetricSample {
  agentId: string;
  /** Of one CPU. */
  cpuPercent: number | null;
  memoryBytes: number;
  diskBytes: number | null;
  networkRxRate: number | null;
  networkTxRate: number | null;
  blockReadRate: number | null;
  blockWriteRate: number | null;
  /** Processes and their threads. */
  pids: number;
  /** Whether the runtime was started since the sample before. */
  restarted: boolean;
}

const AT_ONCE = 5_000;

/**
 * Writes the samples of one moment, thousands at a time. An agent that has one of that moment keeps it.
 * @throws when there is no partition for the moment
 */
export async function insertMetricSamples(
  dataSource: DataSource,
  at: Date,
  samples: readonly MetricSample[],
): Promise<void> {
  for (let start = 0; start < samples.length; start += AT_ONCE) {
    const batch = samples.slice(start, start + AT_ONCE);
    const column = <K extends keyof MetricSample>(name: K): MetricSample[K][] =>
      batch.map((sample) => sample[name]);
    await dataSource.query(
      `INSERT INTO metric_samples (at, agent_id, cpu_percent, memory_bytes, disk_bytes, network_rx_rate,
         network_tx_rate, block_read_rate, block_write_rate, pids, restarted)
       SELECT $1::timestamptz, * FROM unnest($2::uuid[], $3::real[], $4::bigint[], $5::bigint[], $6::real[],
         $7::real[], $8::real[], $9::real[], $10::integer[], $11::boolean[])
       ON CONFLICT DO NOTHING`,
      [
        at,
        ...[column('agentId'), column('cpuPercent'), column('memoryBytes'), column('diskBytes')],
        ...[column('networkRxRate'), column('networkTxRate'), column('blockReadRate')],
        ...[column('blockWriteRate'), column('pids'), column('restarted')],
      ],
    );
  }
}
