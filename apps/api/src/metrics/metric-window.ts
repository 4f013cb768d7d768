import type { MetricsSettings } from '@nora/config';
import { DomainError } from '@nora/contracts';
import type { MetricWindow } from '@nora/domain';

/** Points a chart is given at most for each series. */
export const MOST_POINTS = 400;

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const LONGEST = 366 * DAY;

const RANGE_SECONDS = {
  '5m': 5 * MINUTE,
  '15m': 15 * MINUTE,
  '1h': HOUR,
  '6h': 6 * HOUR,
  '24h': DAY,
  '7d': 7 * DAY,
} as const;
export type MetricRange = keyof typeof RANGE_SECONDS;
export const METRIC_RANGES = Object.keys(RANGE_SECONDS) as MetricRange[];

/** Lengths of a step that an axis can be read with; each holds whole numbers of the rows it is made of. */
const STEPS = [
  ...[2, 3, 4, 5, 6, 10, 12, 15, 20, 30],
  ...[1, 2, 3, 4, 5].map((minutes) => minutes * MINUTE),
  ...[10, 20, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 4, 6, 12, 24].map((hours) => hours * HOUR),
];

/** What was asked for, as a client wrote it. */
export interface AskedWindow {
  range?: MetricRange;
  from?: string;
  to?: string;
}

type Kept = Pick<MetricsSettings, 'sampleSeconds' | 'sampleDays' | 'minuteDays'>;

/**
 * The window of a history: the finest step that is kept for its time and does not make too many points. It begins and
 * ends at full steps; the one that goes on now is part of it.
 * @throws DomainError `validation_failed`
 */
export function metricWindow(asked: AskedWindow, now: Date, kept: Kept): Omit<MetricWindow, 'agentId'> {
  const { begin, end } = secondsOf(asked, now);
  for (const step of STEPS) {
    const resolution = step < MINUTE ? 'samples' : step < 10 * MINUTE ? 'minutes' : 'tenMinutes';
    if (step < MINUTE && step % kept.sampleSeconds !== 0) continue;
    const days = { samples: kept.sampleDays, minutes: kept.minuteDays, tenMinutes: Infinity }[resolution];
    if (begin < now.getTime() / 1_000 - days * DAY) continue;
    const [from, to] = [Math.floor(begin / step) * step, (Math.floor(end / step) + 1) * step];
    if ((to - from) / step > MOST_POINTS) continue;
    return { from: new Date(from * 1_000), to: new Date(to * 1_000), stepSeconds: step, resolution };
  }
  throw new Error(`no step fits ${end - begin} seconds`);
}

function secondsOf({ range, from, to }: AskedWindow, now: Date): { begin: number; end: number } {
  if (from === undefined && to === undefined) {
    const end = now.getTime() / 1_000;
    return { begin: end - RANGE_SECONDS[range ?? '1h'], end };
  }
  if (range !== undefined) throw refused('range', 'A range ends now: give it, or “from” and “to”.');
  if (from === undefined) throw refused('from', '“from” is missing.');
  if (to === undefined) throw refused('to', '“to” is missing.');
  const [begin, end] = [Date.parse(from) / 1_000, Date.parse(to) / 1_000];
  if (end <= begin) throw refused('to', '“to” must be after “from”.');
  if (end - begin > LONGEST) throw refused('to', '“to” must be at most 366 days after “from”.');
  return { begin, end };
}

function refused(path: string, message: string): DomainError {
  return new DomainError('validation_failed', message, { errors: [{ path, code: 'invalid', message }] });
}
