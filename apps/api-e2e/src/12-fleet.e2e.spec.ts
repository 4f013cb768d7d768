import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TestModelProvider, liveInstance } from '@nora/testing';
import { Remote } from './support/remote-command';
import { DEPLOY_TIMEOUT_MS, OPERATION_TIMEOUT_MS, Session, type Page } from './support/session';

const KEY = 'sk-fleet-0123456789abcdefghijkl-9f2c';
const AGENTS = ['Fleet one'];

interface PlanView {
  summary: Record<string, number>;
  actions: { id: string; act: string; changes: { field: string; from?: unknown; to?: unknown }[] }[];
}
interface Applied extends PlanView {
  outcomes: { id: string; result: string; detail?: string; invitationUrl?: string }[];
}

describe(`a fleet file on ${liveInstance().target}`, () => {
  let session: Session;
  let provider: TestModelProvider;
  let remote: Remote;
  let directory: string;
  let file: string;

  beforeAll(async () => {
    session = await Session.ofAdministrator();
    provider = await TestModelProvider.start(KEY);
    const token = session.client.sessionCookie?.split('=')[1] ?? '';
    remote = new Remote(session.instance, { token, environment: { FLEET_KEY: KEY } });
    directory = mkdtempSync(join(tmpdir(), 'nora-fleet-'));
    file = join(directory, 'fleet.yaml');
  }, DEPLOY_TIMEOUT_MS);

  afterAll(async () => {
    await session.removeAgents(...AGENTS);
    const params = { workspaceId: session.workspaceId };
    const { items } = await session.client.expect<Page<{ id: string; name: string }>>(
      ...([200, 'GET', '/api/workspaces/{workspaceId}/providers'] as const),
      { params },
    );
    for (const { id: providerId } of items.filter(({ name }) => name === 'Fleet provider')) {
      await session.client.expect(204, 'DELETE', '/api/workspaces/{workspaceId}/providers/{providerId}', {
        params: { ...params, providerId },
      });
    }
    await session.close();
    await provider.close();
    rmSync(directory, { recursive: true, force: true });
  }, DEPLOY_TIMEOUT_MS);

  const write = (ramMb: number, more = ''): void =>
    writeFileSync(
      file,
      `apiVersion: nora/v1
providers:
  - name: Fleet provider
    kind: openai-compatible
    baseUrl: ${provider.url}/v1
    defaultModel: gpt-x
    keyFrom: { env: FLEET_KEY }
budgets:
  - { name: Fleet budget, unit: usd, amount: 12.5, period: month, action: refuse }
  - { name: Fleet budget, agent: Fleet one, unit: tokens, amount: 1000000, period: day }
agents:
  - name: Fleet one
    runtimeFamily: openclaw
    deployTarget: ${session.instance.target}
    sandboxProfile: standard
    resources: { vcpu: 1, ramMb: ${ramMb} }
    desiredState: running
    driftPolicy: alert
    model: { provider: Fleet provider, model: gpt-x, fallbacks: [{ provider: demo, model: demo-1 }] }
members:
  - { email: fleet@example.test, role: viewer }
${more}`,
    );
  const plan = async (): Promise<{ status: number | null; plan: PlanView }> => {
    const { status, stdout } = await remote.run('plan', '-f', file, '--json');
    return { status, plan: JSON.parse(stdout) as PlanView };
  };
  const apply = async (
    ...options: string[]
  ): Promise<{ status: number | null; applied: Applied; text: string }> => {
    const { status, stdout, stderr } = await remote.run('apply', '-f', file, '--yes', '--json', ...options);
    if (stdout === '') throw new Error(stderr);
    return { status, applied: JSON.parse(stdout) as Applied, text: stdout + stderr };
  };

  it(
    'is carried out in order, and shows no key',
    async () => {
      write(2048);
      expect(await plan()).toMatchObject({ status: 2, plan: { summary: { create: 5, blocked: 0 } } });
      const { status, applied, text } = await apply();
      expect(applied.outcomes.filter(({ result }) => result !== 'done')).toEqual([]);
      expect([status, applied.outcomes.length]).toEqual([0, 5]);
      expect(applied.outcomes.find(({ id }) => id === 'members/fleet@example.test')?.invitationUrl).toMatch(
        /^http/,
      );
      expect(text).not.toContain(KEY);
      const { items } = await session.agents();
      expect(items.find(({ name }) => name === 'Fleet one')).toMatchObject({ status: 'running' });
    },
    DEPLOY_TIMEOUT_MS,
  );

  it('changes nothing when it is applied again', async () => {
    const { status, applied } = await apply();
    expect([status, applied.outcomes, applied.summary['none']]).toEqual([0, [], 5]);
    expect((await plan()).status).toBe(0);
  });

  it(
    'shows what was changed by hand, ends with 2, and puts it right',
    async () => {
      const { items } = await session.agents();
      const agentId = items.find(({ name }) => name === 'Fleet one')?.id ?? '';
      await session.client.expect(200, 'PUT', '/api/agents/{agentId}/model', {
        ...{ params: { agentId }, body: { providerId: null, model: 'demo-1', fallbacks: [] } },
      });
      await session.client.expect(200, 'PATCH', '/api/agents/{agentId}', {
        ...{ params: { agentId }, body: { driftPolicy: 'ignore' } },
      });
      const { status, plan: seen } = await plan();
      expect(status).toBe(2);
      expect(seen.actions.filter(({ act }) => act !== 'none')).toEqual([
        expect.objectContaining({
          ...{ id: 'agents/Fleet one', act: 'update' },
          changes: [
            { field: 'driftPolicy', from: 'ignore', to: 'alert' },
            { field: 'model.provider', from: 'demo', to: 'Fleet provider' },
            { field: 'model.model', from: 'demo-1', to: 'gpt-x' },
            { field: 'model.fallbacks', from: [], to: [['demo', 'demo-1']] },
          ],
        }),
      ]);
      expect((await apply()).status).toBe(0);
      expect((await plan()).status).toBe(0);
    },
    OPERATION_TIMEOUT_MS,
  );

  it('is what an export of the workspace plans to nothing', async () => {
    const exported = await remote.run('export');
    expect(exported.stdout).toContain('name: Fleet provider');
    expect(exported.stdout).not.toContain(KEY);
    const planned = await remote.feed(exported.stdout, 'plan', '-f', '-', '--json');
    const told = (JSON.parse(planned.stdout) as PlanView).actions.filter(({ act }) => act !== 'none');
    expect([planned.status, told]).toEqual([0, []]);
  });

  it('is refused with its line when it is wrong, and where nobody can be asked', async () => {
    write(2048, 'colour: red\n');
    const wrong = await remote.run('plan', '-f', file);
    expect(wrong.status).toBe(3);
    expect(wrong.stderr).toMatch(/fleet\.yaml:\d+:1 colour is not known here/);
    write(4096);
    const unasked = await remote.run('apply', '-f', file);
    expect([unasked.status, unasked.stderr]).toEqual([3, expect.stringContaining('--yes')]);
  });

  it(
    'takes away what it does not name any more, where it is asked to, and only in its parts',
    async () => {
      const others = (await session.agents()).items.filter(({ name }) => !AGENTS.includes(name));
      writeFileSync(
        file,
        `apiVersion: nora/v1
budgets: []
members:
  - { email: ${(await session.client.expect<{ email: string }>(200, 'GET', '/api/auth/me')).email}, role: owner }
`,
      );
      const { status, applied } = await apply(
        '--prune',
        '--target',
        'members/fleet@example.test',
        '--target',
        'budgets',
      );
      expect(status).toBe(0);
      expect(applied.outcomes.map(({ id, result }) => `${id} ${result}`).sort()).toEqual([
        ...[
          'budgets/Fleet budget done',
          'budgets/Fleet one/Fleet budget done',
          'members/fleet@example.test done',
        ],
      ]);
      const { items } = await session.agents();
      expect(items).toHaveLength(others.length + AGENTS.length);
    },
    OPERATION_TIMEOUT_MS,
  );

  it('with parts that an API key does not open says which and how, and is planned without them', async () => {
    const { key } = await session.client.expect<{ key: string }>(
      ...([201, 'POST', '/api/workspaces/{workspaceId}/api-keys'] as const),
      {
        params: { workspaceId: session.workspaceId },
        body: {
          name: `Fleet ${Date.now()}`,
          scopes: ['agents:read', 'workspaces:read', 'integrations:read', 'monitoring:read'],
        },
      },
    );
    const keyed = new Remote(session.instance, { token: key, environment: {} });
    write(2048);
    const refused = await keyed.run('plan', '-f', file);
    expect([refused.status, refused.stderr]).toEqual([5, expect.stringMatching(/members.*nora login/s)]);
    const text = (await remote.run('export', '--section', 'agents')).stdout;
    expect((await keyed.feed(text, 'plan', '-f', '-')).status).toBe(0);
  });
});
