/** What BullMQ counts of jobs that ended: a total, and a count for each full minute, newest first. */
export interface JobMetrics {
  meta: { count: number; prevTS: number; prevCount: number };
  data: number[];
}

/**
 * Jobs that ended within the last minutes. Counts are kept by the minute of the clock, so the oldest minute counts by
 * the part of it that lies within.
 */
export function endedWithin({ meta, data }: JobMetrics, minutes: number, now: number): number {
  if (meta.prevTS === 0) return 0;
  const sinceMinuteBegan = (now % 60_000) / 60_000;
  const idleMinutes = Math.floor(now / 60_000) - Math.floor(meta.prevTS / 60_000);
  // The minute of the last job is counted apart; the list begins with the one before it.
  const counts = [meta.count - meta.prevCount, ...data];
  const total = counts.reduce((sum, count, at) => {
    const age = at + idleMinutes;
    const weight = age < minutes ? 1 : age === minutes ? 1 - sinceMinuteBegan : 0;
    return sum + count * weight;
  }, 0);
  return Math.round(total);
}
