import { Readable } from 'node:stream';
import type { Actual, ActualBudget } from './actual';
import { ApplyContext, type ApplyOptions } from './apply-context';
import { applyPlan } from './apply-plan';
import { DeploymentWatch } from './deployment-watch';
import type { CallOptions, FleetApi } from './fleet-api';
import type { FleetFile, WantedAgent } from './fleet-file';
import type { Outcome } from './outcome';
import { planFleet } from './planner';
import { ProviderKeys } from './provider-keys';

const ACTUAL: Actual = {
  ...{ workspace: { id: 'w', slug: 'acme', name: 'Acme' }, userId: 'me' },
  ...{ providers: [], budgets: [], agents: [], bindings: [], members: [], invitations: [] },
};
const agent = (name: string, more: Partial<WantedAgent> = {}): WantedAgent => ({
  ...{ name, runtimeFamily: 'openclaw', deployTarget: 'docker', sandboxProfile: 'standard' },
  ...{ resources: { vcpu: 1, ramMb: 2048 }, ...more },
});

/** Answers calls, and keeps what was asked. Deployments go on until the agents are listed once. */
class FakeApi implements FleetApi {
  readonly calls: { call: string; body: unknown; key: string | undefined }[] = [];
  readonly refused = new Map<string, string>();
  readonly failing = new Set<string>();
  onCall = (_call: string): void => undefined;
  private under = new Map<string, string>();

  list<T>(): Promise<T[]> {
    this.under.clear();
    return Promise.resolve([]);
  }

  events(): AsyncIterable<{ event: string; data: string }> {
    return Readable.from([]);
  }

  call<T>(method: string, path: string, { body, idempotencyKey }: CallOptions = {}): Promise<T> {
    const name = (body as { name?: string } | undefined)?.name;
    const call = `${method} ${path.replace('/api/', '')}${name === undefined ? '' : ` ${name}`}`;
    this.onCall(call);
    const code = this.refused.get(call);
    if (method === 'GET') {
      const agentId = path.split('of-')[1] ?? '';
      const status = this.failing.has(agentId) ? 'failed' : 'succeeded';
      const error = { code: 'x', detail: 'No room.', nextAction: null };
      return Promise.resolve({ id: path.split('/').at(-1), agentId, kind: 'deploy', status, error } as T);
    }
    this.calls.push({ call, body, key: idempotencyKey });
    if (code !== undefined) return Promise.reject(Object.assign(new Error(`refused: ${code}`), { code }));
    const id = name ?? path.split('/')[3] ?? '';
    const deployment = { id: `of-${id}`, agentId: id, kind: 'deploy', status: 'queued', error: null };
    return Promise.resolve({ id: `id-${id}`, agent: { id }, deployment, needsRedeploy: false } as T);
  }
}

describe('applying a plan', () => {
  let api: FakeApi;
  let stop: AbortController;

  beforeEach(() => {
    api = new FakeApi();
    stop = new AbortController();
  });

  async function apply(
    fleet: Omit<FleetFile, 'apiVersion'>,
    { actual = {}, ...more }: { actual?: Partial<Actual> } & Partial<ApplyOptions> = {},
  ): Promise<Outcome[]> {
    const there = { ...ACTUAL, ...actual };
    const keys = await ProviderKeys.of(fleet.providers ?? [], '/', {
      KEY: 'sk-a-key-of-more-than-24-letters',
    });
    const of = { prune: true, keepData: false, keys: keys.known() };
    const plan = planFleet({ apiVersion: 'nora/v1', ...fleet }, there, of);
    const options = {
      wait: true,
      parallel: 2,
      keepData: false,
      testProviders: true,
      signal: stop.signal,
      ...more,
    };
    const watch = new DeploymentWatch(api, 'w', stop.signal, 5);
    const context = new ApplyContext(api, there, keys, options, watch, 'run');
    return applyPlan(context, plan, { begun: () => undefined, ended: () => undefined });
  }
  const short = (outcomes: Outcome[]) => outcomes.map(({ id, result }) => `${id} ${result}`);

  it('goes on with what does not depend on what failed, and says what did', async () => {
    api.refused.set('POST workspaces/w/providers Local', 'provider_test_failed');
    api.failing.add('Two');
    const outcomes = await apply({
      providers: [{ name: 'Local', kind: 'ollama', defaultModel: 'm', baseUrl: 'http://10.0.0.2/v1' }],
      agents: [agent('One', { model: { provider: 'Local', model: 'm' } }), agent('Two'), agent('Three')],
      members: [{ email: 'ada@example.com', role: 'owner' }],
    });
    expect(short(outcomes)).toEqual([
      ...['providers/Local failed', 'agents/One failed', 'agents/Two failed', 'agents/Three done'],
      'members/ada@example.com failed',
    ]);
    expect(outcomes.map(({ detail }) => detail)).toEqual([
      ...['refused: provider_test_failed', 'the provider “Local” is not there: look at what became of it'],
      ...['the deploy failed: No room.', undefined, expect.stringContaining('nobody is invited as owner')],
    ]);
  });

  it('asks for nothing new once it is interrupted, and says what goes on and what was not begun', async () => {
    api.onCall = (call) => {
      if (call.endsWith('Two')) stop.abort(new Error('interrupted'));
    };
    const outcomes = await apply({ agents: ['One', 'Two', 'Three', 'Four'].map((name) => agent(name)) });
    expect(short(outcomes)).toEqual([
      ...['agents/One unfinished', 'agents/Two unfinished', 'agents/Three skipped', 'agents/Four skipped'],
    ]);
    expect(outcomes[1]?.detail).toBe('its deploy goes on');
  });

  it('need not wait, but for what has to be asked for afterwards', async () => {
    const outcomes = await apply(
      { agents: [agent('One'), agent('Two', { desiredState: 'stopped' })] },
      { wait: false },
    );
    expect(outcomes).toEqual([
      expect.objectContaining({ id: 'agents/One', result: 'done', detail: 'its deploy goes on' }),
      expect.objectContaining({ result: 'unfinished', detail: 'its deploy goes on; apply again to stop it' }),
    ]);
    expect(api.calls.map(({ call }) => call)).not.toContain('POST agents/Two/stop');
  });

  it('has a key for each step, and sends the key of a provider in no other place than its body', async () => {
    await apply({
      providers: [
        { name: 'Ours', kind: 'openai', defaultModel: 'm', keyFrom: { env: 'KEY' }, enabled: false },
      ],
      agents: [agent('One', { driftPolicy: 'alert', desiredState: 'stopped' })],
    });
    const keys = api.calls.map(({ key }) => key);
    expect(keys).toHaveLength(5);
    expect(new Set(keys).size).toBe(5);
    expect(
      api.calls.filter(({ body }) => JSON.stringify(body ?? '').includes('sk-a-key')).map(({ call }) => call),
    ).toEqual(['POST workspaces/w/providers Ours']);
    expect(JSON.stringify(keys)).not.toContain('sk-');
  });

  it('takes what is gone already for taken away', async () => {
    api.refused.set('DELETE workspaces/w/budgets/b1', 'not_found');
    const budget: ActualBudget = {
      ...{ id: 'b1', name: 'All', agentId: null, agentName: null, unit: 'usd', amount: '1.000000' },
      ...{ period: 'day', thresholds: [], action: 'refuse', enabled: true },
    };
    const outcomes = await apply({ budgets: [] }, { actual: { budgets: [budget] } });
    expect(outcomes).toEqual([
      { id: 'budgets/All', act: 'delete', result: 'done', detail: 'it was gone already' },
    ]);
  });
});
