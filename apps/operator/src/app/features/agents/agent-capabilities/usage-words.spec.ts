import type { UsageDay } from './capabilities.store';
import { formatDay, formatDollars, totalOf, usedDays } from './usage-words';

const day = (date: string, totalTokens: number, costUsd: number): UsageDay => ({
  ...{ date, totalTokens, costUsd, unpriced: 1, inputTokens: totalTokens, outputTokens: 0, cachedTokens: 0 },
});
const days = [day('2026-11-23', 10, 0.001), day('2026-11-24', 0, 0), day('2026-11-25', 5, 0.5)];

describe('usage in words', () => {
  it('leaves out days without any, and begins with the newest', () => {
    expect(usedDays(days).map(({ date }) => date)).toEqual(['2026-11-25', '2026-11-23']);
    expect(totalOf(days)).toEqual({ totalTokens: 15, costUsd: 0.501, unpriced: 3 });
  });

  it('writes parts of a cent, and the day of UTC wherever the reader is', () => {
    expect(formatDollars(0.0012)).toBe('$0.0012');
    expect(formatDollars(12)).toBe('$12.00');
    expect(formatDay('2026-11-25')).toBe('Nov 25, 2026');
  });
});
