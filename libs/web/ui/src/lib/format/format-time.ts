const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const dateOnly = new Intl.DateTimeFormat(undefined, { year: 'numeric', month: 'short', day: 'numeric' });
const exact = new Intl.DateTimeFormat(undefined, {
  year: 'numeric',
  month: 'short',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  timeZoneName: 'short',
});

/** How long ago a moment was, in words: "just now", "12 s ago", "3 h ago"; a date after thirty days. */
export function formatRelative(at: string, now: number): string {
  const then = Date.parse(at);
  const age = now - then;
  // Clocks of server and browser differ a little; a few seconds in the future are still now.
  if (age < 5 * SECOND) return 'just now';
  if (age < MINUTE) return `${Math.floor(age / SECOND)} s ago`;
  if (age < HOUR) return `${Math.floor(age / MINUTE)} min ago`;
  if (age < DAY) return `${Math.floor(age / HOUR)} h ago`;
  if (age < 30 * DAY) return `${Math.floor(age / DAY)} d ago`;
  return dateOnly.format(then);
}

/** The moment with seconds and time zone. */
export function formatExact(at: string): string {
  return exact.format(Date.parse(at));
}

/** A span of time with units: "850 ms", "4.2 s", "1 min 12 s", "2 h 5 min". */
export function formatDuration(ms: number): string {
  const span = Math.max(0, ms);
  if (span < SECOND) return `${Math.round(span)} ms`;
  if (span < 9.95 * SECOND) return `${(span / SECOND).toFixed(1)} s`;
  if (span < MINUTE - 500) return `${Math.round(span / SECOND)} s`;
  if (span < HOUR) {
    const seconds = Math.round(span / SECOND);
    return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  }
  return `${Math.floor(span / HOUR)} h ${Math.floor((span % HOUR) / MINUTE)} min`;
}
