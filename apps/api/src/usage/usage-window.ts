import { validationFailed } from '@nora/http-kit';
import type { UsageStep } from './dto/usage.dto';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** What is shown when nothing else is asked for, and the most that is shown, in milliseconds. */
const SPANS: Readonly<Record<UsageStep, { usual: number; most: number; words: string }>> = {
  hour: { usual: DAY, most: 31 * DAY, words: '31 days in steps of an hour' },
  day: { usual: 30 * DAY, most: 400 * DAY, words: '400 days' },
};
/** Far enough for every installation, and every time zone can express it. */
const EARLIEST = Date.UTC(2000, 0, 1);
const LATEST = Date.UTC(9999, 0, 1);

/** A time that somebody asked for. */
export interface AskedSpan {
  from: Date;
  to: Date;
  step: UsageStep;
}

/**
 * The time that is meant by what a client wrote. It is widened to whole steps by whoever knows the calendar.
 * @throws DomainError `validation_failed`
 */
export function usageSpan(
  { from, to, step }: { from?: string; to?: string; step: UsageStep },
  now: Date,
): AskedSpan {
  const { usual, most, words } = SPANS[step];
  const end = to === undefined ? now.getTime() : Date.parse(to);
  const begin = from === undefined ? end - usual : Date.parse(from);
  if (end <= begin) throw refused('to', '“to” must be after “from”.');
  if (end - begin > most) throw refused('to', `“to” must be after “from” by ${words} at most.`);
  if (end > LATEST) throw refused('to', '“to” must not be after the year 9998.');
  if (begin < EARLIEST) throw refused('from', '“from” must not be before the year 2000.');
  return { from: new Date(begin), to: new Date(end), step };
}

/** Begins of the hours (UTC) that a time touches, and the end of the last. */
export function hoursOf({ from, to }: Pick<AskedSpan, 'from' | 'to'>): { steps: Date[]; end: Date } {
  const first = Math.floor(from.getTime() / HOUR) * HOUR;
  const end = Math.ceil(to.getTime() / HOUR) * HOUR;
  const steps = Array.from({ length: (end - first) / HOUR }, (_, index) => new Date(first + index * HOUR));
  return { steps, end: new Date(end) };
}

function refused(path: string, message: string): Error {
  return validationFailed([{ path, code: 'invalid', message }]);
}
