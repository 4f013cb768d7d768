import { formatDuration, formatRelative } from './format-time';

const NOW = Date.parse('2026-03-01T12:00:00Z');
const ago = (seconds: number) => new Date(NOW - seconds * 1_000).toISOString();

describe('formatRelative', () => {
  it.each([
    [0, 'just now'],
    [4, 'just now'],
    [5, '5 s ago'],
    [59, '59 s ago'],
    [60, '1 min ago'],
    [3_599, '59 min ago'],
    [3_600, '1 h ago'],
    [86_400, '1 d ago'],
    [29 * 86_400, '29 d ago'],
  ])('says of %d seconds "%s"', (seconds, words) => {
    expect(formatRelative(ago(seconds), NOW)).toBe(words);
  });

  it('calls a moment of a server clock that is ahead "just now"', () => {
    expect(formatRelative(ago(-3), NOW)).toBe('just now');
  });

  it.each([
    [5, 'in 5 s'],
    [3_600, 'in 1 h'],
    [3_599, 'in 1 h'],
    [7 * 86_400 - 30, 'in 7 d'],
    [7 * 86_400, 'in 7 d'],
    [366 * 86_400, 'in 366 d'],
  ])('says of a moment %d seconds ahead "%s"', (seconds, words) => {
    expect(formatRelative(ago(-seconds), NOW)).toBe(words);
  });

  it('gives the date of a moment that is more than a year ahead', () => {
    expect(formatRelative(ago(-400 * 86_400), NOW)).toContain('2027');
  });

  it('gives the date after thirty days', () => {
    expect(formatRelative(ago(31 * 86_400), NOW)).toContain('2026');
  });
});

describe('formatDuration', () => {
  it.each([
    [0, '0 ms'],
    [850, '850 ms'],
    [4_240, '4.2 s'],
    [9_960, '10 s'],
    [59_400, '59 s'],
    [59_700, '1 min 0 s'],
    [72_000, '1 min 12 s'],
    [7_500_000, '2 h 5 min'],
    [-5, '0 ms'],
  ])('writes %d ms as "%s"', (ms, words) => {
    expect(formatDuration(ms)).toBe(words);
  });
});
