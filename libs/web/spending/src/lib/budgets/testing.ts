import type { Budget } from '@nora/data-access';

/** A budget of a workspace over five dollars a day, for tests; the given facts replace the usual ones. */
export function sampleBudget(part: Partial<Budget> = {}): Budget {
  return {
    id: 'budget-1',
    scope: 'workspace',
    agentId: null,
    agentName: null,
    name: 'Daily',
    unit: 'usd',
    amount: '5.000000',
    period: 'day',
    thresholds: [50, 80],
    action: 'refuse',
    enabled: true,
    window: {
      startsAt: '2026-05-06T00:00:00.000Z',
      endsAt: '2026-05-07T00:00:00.000Z',
      spent: '1.000000',
      reserved: '0.500000',
    },
    forecast: null,
    createdAt: '2026-05-01T00:00:00.000Z',
    updatedAt: '2026-05-01T00:00:00.000Z',
    ...part,
  };
}
