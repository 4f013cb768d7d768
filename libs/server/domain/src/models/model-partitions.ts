import type { DataSource } from 'typeorm';
import { maintainDayPartitions } from '../partitions/day-partitions';

/**
 * Makes the partitions of single calls of today (UTC) and the next days, and drops those whose last moment has been
 * kept long enough. Whoever writes calls makes them; only a worker drops.
 * @param keepDays null to drop none
 */
export function maintainModelPartitions(
  dataSource: DataSource,
  now: Date,
  keepDays: number | null,
): Promise<{ made: string[]; dropped: string[] }> {
  return maintainDayPartitions(dataSource, now, [{ table: 'model_calls', keepDays }]);
}
