import { perLocale } from './format-locale';
import { formatTenths } from './format-number';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const YEAR = 366 * DAY;

const DATE: Intl.DateTimeFormatOptions = { year: 'numeric', month: 'short', day: 'numeric' };
const dateOnly = perLocale((locale) => new Intl.DateTimeFormat(locale, DATE));
const exact = perLocale(
  (locale) =>
    new Intl.DateTimeFormat(locale, {
      ...DATE,
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      timeZoneName: 'short',
    }),
);

/**
 * How far away a moment is, in words: "just now", "12 s ago", "3 h ago", "in 6 d"; a date beyond thirty days,
 * in the future beyond a year.
 */
export function formatRelative(at: string, now: number): string {
  const then = Date.parse(at);
  const age = now - then;
  // Clocks of server and browser differ a little; a few seconds in the future are still now.
  if (Math.abs(age) < 5 * SECOND) return 'just now';
  if (age < -YEAR || age >= 30 * DAY) return dateOnly().format(then);
  return age < 0 ? `in ${inUnits(-age, Math.round)}` : `${inUnits(age, Math.floor)} ago`;
}

/** Past time in whole units, time ahead in the nearest: what ends in a week is not "in 6 d" a second later. */
function inUnits(span: number, whole: (amount: number) => number): string {
  if (whole(span / SECOND) < 60) return `${whole(span / SECOND)} s`;
  if (whole(span / MINUTE) < 60) return `${whole(span / MINUTE)} min`;
  if (whole(span / HOUR) < 24) return `${whole(span / HOUR)} h`;
  return `${whole(span / DAY)} d`;
}

/** The moment with seconds and time zone. */
export function formatExact(at: string): string {
  return exact().format(Date.parse(at));
}

/** A span of time with units: "850 ms", "4.2 s", "1 min 12 s", "2 h 5 min". */
export function formatDuration(ms: number): string {
  const span = Math.max(0, ms);
  if (span < SECOND) return `${Math.round(span)} ms`;
  if (span < 9.95 * SECOND) return `${formatTenths(span / SECOND)} s`;
  if (span < MINUTE - 500) return `${Math.round(span / SECOND)} s`;
  if (span < HOUR) {
    const seconds = Math.round(span / SECOND);
    return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  }
  return `${Math.floor(span / HOUR)} h ${Math.floor((span % HOUR) / MINUTE)} min`;
}
