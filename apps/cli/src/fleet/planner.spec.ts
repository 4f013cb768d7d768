import type { Actual, ActualAgent, ActualProvider } from './actual';
import type { FleetFile, WantedAgent } from './fleet-file';
import type { Plan } from './plan';
import { onlyTargets, planFleet, type PlanOptions } from './planner';

const OPTIONS: PlanOptions = { prune: false, keepData: false, keys: new Map() };
const NOTHING: Actual = {
  ...{ workspace: { id: 'w', slug: 'acme', name: 'Acme' }, userId: 'me' },
  ...{ providers: [], budgets: [], agents: [], bindings: [], members: [], invitations: [] },
};
const WANTED: WantedAgent = {
  ...{ name: 'Support', runtimeFamily: 'openclaw', deployTarget: 'docker', sandboxProfile: 'standard' },
  resources: { vcpu: 1, ramMb: 2048 },
};
const AGENT: ActualAgent = {
  ...{ ...WANTED, id: 'a1', resources: { vcpu: 1, ramMb: 2048, diskGb: null }, desiredState: 'running' },
  ...{ status: 'running', driftPolicy: 'heal', activeDeploymentId: null },
};
const PROVIDER: ActualProvider = {
  ...{ id: 'p1', name: 'OpenAI', kind: 'openai', baseUrl: 'https://api.openai.com/v1', usualBaseUrl: true },
  ...{ keyHint: 'sk-…9f2c', enabled: true, isDefault: false, defaultModel: 'gpt-x' },
};
const WANTED_PROVIDER = { name: 'OpenAI', kind: 'openai', defaultModel: 'gpt-x' } as const;

const plan = (
  fleet: Omit<FleetFile, 'apiVersion'>,
  actual: Partial<Actual>,
  options: Partial<PlanOptions> = {},
) => planFleet({ apiVersion: 'nora/v1', ...fleet }, { ...NOTHING, ...actual }, { ...OPTIONS, ...options });
const told = ({ actions }: Plan) =>
  actions.map(({ act, id, changes }) => [
    act,
    id,
    ...changes.map(({ field, from, to }) => [field, from, to]),
  ]);

describe('a plan', () => {
  it('is empty where everything is as it is wanted, and what the file does not say is left alone', () => {
    const stopped = { ...AGENT, desiredState: 'stopped' as const, driftPolicy: 'alert' as const };
    const { actions } = plan(
      { agents: [WANTED] },
      { agents: [stopped, { ...AGENT, id: 'a2', name: 'Other' }] },
    );
    expect(actions.map(({ act, id }) => [act, id])).toEqual([['none', 'agents/Support']]);
  });

  it('shows each field that is another, from what it is to what it will be', () => {
    const wanted: WantedAgent = {
      ...{ ...WANTED, resources: { vcpu: 2, ramMb: 2048, diskGb: 5 }, desiredState: 'stopped' },
      ...{ driftPolicy: 'alert', model: { provider: 'demo', model: 'demo-1', fallbacks: [] } },
    };
    const binding = {
      ...{
        agentId: 'a1',
        providerId: 'p1',
        providerName: 'OpenAI',
        model: 'gpt-x',
        delivery: 'gateway' as const,
      },
      ...{ fallbacks: [{ providerId: null, providerName: 'Demo', model: 'demo-1' }] },
      loop: { action: 'event' as const, times: 20, minutes: 10 },
    };
    expect(
      told(plan({ agents: [wanted] }, { agents: [AGENT], bindings: [binding], providers: [PROVIDER] })),
    ).toEqual([
      [
        ...['update', 'agents/Support'],
        ...[
          ['resources.vcpu', 1, 2],
          ['resources.diskGb', null, 5],
          ['desiredState', 'running', 'stopped'],
        ],
        ...[
          ['driftPolicy', 'heal', 'alert'],
          ['model.provider', 'OpenAI', 'demo'],
          ['model.model', 'gpt-x', 'demo-1'],
        ],
        ['model.fallbacks', [['demo', 'demo-1']], []],
      ],
    ]);
  });

  it('orders providers, agents, their budgets and members, and takes away the other way round', () => {
    const budget = { unit: 'usd', amount: 25, period: 'month' } as const;
    const fleet = {
      members: [{ email: 'ada@example.com', role: 'editor' as const }],
      budgets: [
        { ...budget, name: 'Mine', agent: 'support' },
        { ...budget, name: 'All' },
      ],
      agents: [{ ...WANTED, model: { provider: 'Local', model: 'm' } }],
      providers: [
        { name: 'Local', kind: 'ollama' as const, defaultModel: 'm', baseUrl: 'http://10.0.0.2:11434/v1' },
      ],
    };
    const actual = {
      ...{ providers: [PROVIDER], agents: [{ ...AGENT, name: 'Old' }] },
      members: [
        { userId: 'me', email: 'me@example.com', role: 'owner' as const },
        { userId: 'u2', email: 'eve@example.com', role: 'viewer' as const },
      ],
      invitations: [{ id: 'i1', email: 'bob@example.com', role: 'viewer' as const }],
    };
    const order = (of: Plan) =>
      of.actions.filter(({ act }) => act !== 'none').map(({ act, id }) => `${act} ${id}`);
    const made = [
      'providers/Local',
      'budgets/All',
      'agents/Support',
      'budgets/support/Mine',
      'members/ada@example.com',
    ];
    expect(order(plan(fleet, actual))).toEqual(made.map((id) => `create ${id}`));
    expect(order(plan(fleet, actual, { prune: true })).slice(5)).toEqual([
      ...['delete members/eve@example.com', 'delete members/bob@example.com'],
      ...['delete agents/Old', 'delete providers/OpenAI'],
    ]);
    expect(order(plan({ agents: [] }, actual, { prune: true }))).toEqual(['delete agents/Old']);
  });

  it('is blocked by what cannot be changed, and says why', () => {
    const cases: [Plan, RegExp][] = [
      [
        plan({ agents: [{ ...WANTED, deployTarget: 'k8s' }] }, { agents: [AGENT] }),
        /deployTarget cannot be changed/,
      ],
      [plan({ agents: [WANTED] }, { agents: [{ ...AGENT, status: 'deleting' }] }), /being deleted/],
      [plan({ agents: [{ ...WANTED, model: { provider: 'X', model: 'm' } }] }, {}), /no provider “X”/],
      [
        plan({ providers: [{ ...WANTED_PROVIDER, kind: 'groq' }] }, { providers: [PROVIDER] }),
        /kind cannot be changed/,
      ],
      [plan({ providers: [WANTED_PROVIDER] }, {}), /needs a key/],
      [
        plan(
          { providers: [{ ...WANTED_PROVIDER, baseUrl: 'https://x.example/v1' }] },
          { providers: [PROVIDER] },
        ),
        /anew/,
      ],
      [plan({ members: [{ email: 'ada@example.com', role: 'owner' }] }, {}), /invited as owner/],
    ];
    for (const [{ actions }, note] of cases) {
      expect(actions).toEqual([
        expect.objectContaining({ act: 'blocked', note: expect.stringMatching(note) }),
      ]);
    }
  });

  it('compares a key by what may be shown of it, and says when it cannot', () => {
    const of = (known: { hint: string } | { missing: string }) =>
      plan(
        { providers: [WANTED_PROVIDER] },
        { providers: [PROVIDER] },
        { keys: new Map([['OpenAI', known]]) },
      );
    expect(told(of({ hint: 'sk-…9f2c' }))).toEqual([['none', 'providers/OpenAI']]);
    expect(told(of({ hint: 'sk-…0000' }))).toEqual([
      ['update', 'providers/OpenAI', ['key', 'sk-…9f2c', 'sk-…0000']],
    ]);
    const { actions } = of({ missing: 'KEY is not set' });
    expect(actions).toEqual([
      expect.objectContaining({ act: 'none', note: 'key not compared: KEY is not set' }),
    ]);
  });

  it('takes the address of a kind, amounts and thresholds for what they mean', () => {
    const wanted = [{ ...WANTED_PROVIDER, baseUrl: null }];
    expect(plan({ providers: wanted }, { providers: [PROVIDER] }).actions[0]?.act).toBe('none');
    const budget = { name: 'All', unit: 'usd', period: 'month', action: 'refuse', enabled: true } as const;
    const actual = {
      ...budget,
      id: 'b1',
      agentId: null,
      agentName: null,
      amount: '25.500000',
      thresholds: [50, 80],
    };
    const same = [{ ...budget, amount: 25.5, thresholds: [80, 50] }];
    expect(plan({ budgets: same }, { budgets: [actual] }).actions[0]?.act).toBe('none');
  });

  it('wants an agent to run that has failed, and leaves one alone that is still being deployed', () => {
    const wanted = { ...WANTED, desiredState: 'running' as const };
    const failed = { ...AGENT, status: 'failed' as const };
    expect(told(plan({ agents: [wanted] }, { agents: [failed] }))).toEqual([
      ['update', 'agents/Support', ['status', 'failed', 'running']],
    ]);
    const busy = { ...failed, activeDeploymentId: 'd1' };
    expect(plan({ agents: [wanted] }, { agents: [busy] }).actions[0]?.act).toBe('none');
  });

  it('can be cut down to what was asked for', () => {
    const whole = plan({ agents: [WANTED, { ...WANTED, name: 'Sales' }], providers: [] }, {});
    expect(onlyTargets(whole, ['agents/Sales']).plan.actions.map(({ id }) => id)).toEqual(['agents/Sales']);
    expect(onlyTargets(whole, ['agents']).plan.actions).toHaveLength(2);
    expect(onlyTargets(whole, ['agents/None']).unknown).toEqual(['agents/None']);
  });
});
