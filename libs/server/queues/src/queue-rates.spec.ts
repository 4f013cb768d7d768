import { endedWithin } from './queue-rates';

const MINUTE = 60_000;
const NOON = 28_000_000 * MINUTE;
const metrics = (prevTS: number, current: number, ...data: number[]) => ({
  meta: { count: 100 + current, prevTS, prevCount: 100 },
  data,
});

describe('endedWithin', () => {
  it('is nothing when no job ever ended', () => {
    expect(endedWithin({ meta: { count: 0, prevTS: 0, prevCount: 0 }, data: [] }, 60, NOON)).toBe(0);
  });

  it('counts the minute that runs, and of the one before as much as lies within a minute', () => {
    const quarterPast = NOON + MINUTE / 4;
    expect(endedWithin(metrics(NOON + 1, 3, 8, 50), 1, quarterPast)).toBe(3 + 6);
  });

  it('sums up an hour', () => {
    expect(endedWithin(metrics(NOON, 1, ...Array.from({ length: 70 }, () => 2)), 60, NOON)).toBe(1 + 2 * 60);
  });

  it('lets what is over fall out, although no job came since', () => {
    expect(endedWithin(metrics(NOON, 5, 5), 1, NOON + 3 * MINUTE)).toBe(0);
    expect(endedWithin(metrics(NOON, 5, 5), 60, NOON + 3 * MINUTE)).toBe(10);
  });
});
