import type { Usage, UsagePoint, UsageTotals } from '@nora/data-access';

const STEPS = ['2026-05-04', '2026-05-05', '2026-05-06'];
const atMidnight = (day: string): string => `${day}T00:00:00.000Z`;

/** Nothing was used, save what is given. */
export function totalsOf(part: Partial<UsageTotals> = {}): UsageTotals {
  return {
    ...{ calls: 0, failed: 0, refused: 0, inputTokens: 0, outputTokens: 0, cachedInputTokens: 0 },
    ...{ reasoningTokens: 0, costUsd: '0.000000', unpriced: 0 },
    ...part,
  };
}

export function pointOf(at: string, part: Partial<UsageTotals> = {}): UsagePoint {
  return { at, ...totalsOf(part) };
}

/** Three days of usage, for tests; each series is given by its cost on some of them. */
export function usageOf(costs: Record<string, Record<string, string>>, part: Partial<Usage> = {}): Usage {
  const series = Object.entries(costs).map(([key, days]) => {
    const points = Object.entries(days).map(([day, costUsd]) =>
      pointOf(atMidnight(day), { calls: 1, costUsd }),
    );
    const sum = Object.values(days).reduce((total, cost) => total + Number(cost), 0);
    const totals = totalsOf({ calls: points.length, costUsd: sum.toFixed(6) });
    return { key, label: key.toUpperCase(), points, totals };
  });
  const all = series.reduce((total, { totals }) => total + Number(totals.costUsd), 0);
  const calls = series.reduce((total, { totals }) => total + totals.calls, 0);
  return {
    ...{ from: '2026-05-04T00:00:00.000Z', to: '2026-05-07T00:00:00.000Z', step: 'day', by: 'model' },
    ...{
      timeZone: 'UTC',
      steps: STEPS.map(atMidnight),
      series,
      totals: totalsOf({ calls, costUsd: all.toFixed(6) }),
    },
    ...part,
  };
}
