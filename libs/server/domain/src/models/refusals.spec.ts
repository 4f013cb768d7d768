import type { CallRefusal } from './ledger-types';
import type { ModelRoute } from './model-routes';
import { Refusals } from './refusals';

const at = (seconds: number) => new Date(1_800_000_000_000 + seconds * 1_000);

function refusalOf(agentId: string): CallRefusal {
  const choice = { providerId: null, kind: 'demo', model: 'demo-1' } as const;
  return {
    ...{ callId: 'c', route: { agentId, workspaceId: 'w' } as ModelRoute, choice, shape: 'openai-chat' },
    ...{ streamed: false, status: 429, errorCode: 'budget_exhausted', latencyMs: 1.4 },
  };
}

describe('rows of refused calls', () => {
  it('are as many as help a person, and the next one counts for those that got none', () => {
    const refusals = new Refusals();
    const rows = (seconds: number, count: number) =>
      Array.from({ length: count }, () => refusals.rowOf(refusalOf('a'), at(seconds))).filter(Boolean);
    expect(rows(0, 500)).toHaveLength(20);
    expect(rows(1, 500)).toEqual([]);
    const [later, ...more] = rows(2, 500);
    expect(later).toMatchObject({ outcome: 'refused', times: 981, latency_ms: 1, agent_id: 'a' });
    expect(more).toEqual([]);
    expect(rows(3_600, 100)).toHaveLength(20);
  });

  it('of one agent leave room for those of another', () => {
    const refusals = new Refusals();
    for (let i = 0; i < 100; i += 1) refusals.rowOf(refusalOf('a'), at(0));
    expect(refusals.rowOf(refusalOf('b'), at(0))).toMatchObject({ times: 1, agent_id: 'b' });
  });
});
