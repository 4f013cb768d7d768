import type { DataSource } from 'typeorm';
import { maintainDayPartitions } from '../partitions/day-partitions';
import { METRIC_TABLES, type MetricResolution } from './tables';

/** Days that each resolution is kept. */
export type MetricRetention = Record<MetricResolution, number>;

/**
 * Makes the partitions of today (UTC) and the next days, and drops those whose last moment has been kept long enough.
 * @returns names of what was made and of what was dropped
 */
export function maintainMetricPartitions(
  dataSource: DataSource,
  now: Date,
  retention: MetricRetention,
): Promise<{ made: string[]; dropped: string[] }> {
  const tables = (Object.keys(METRIC_TABLES) as MetricResolution[]).map((resolution) => ({
    table: METRIC_TABLES[resolution],
    keepDays: retention[resolution],
  }));
  return maintainDayPartitions(dataSource, now, tables);
}
