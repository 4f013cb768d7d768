import type { AgentStatus } from '@nora/contracts';
import { Agent } from '@nora/domain';
import { TestAccess, newAgent } from '../../testing/test-access';
import { startTestApi, type Member, type TestApi } from '../../testing/test-api';
import { GatewayRefusal, TestGateway } from '../../testing/test-gateway';

const ANSWERS: Record<string, object> = {
  'models.list': { models: [{ id: 'demo-1', name: 'Demo', provider: 'demo', tags: ['default'] }] },
  'tools.catalog': { groups: [{ id: 'fs', label: 'Files', tools: [{ id: 'read', description: 'Reads.' }] }] },
  'skills.status': { workspaceDir: '/secret/place', skills: [{ name: 'weather', eligible: true }] },
  'channels.status': { channelOrder: ['slack'], channelLabels: { slack: 'Slack' } },
  'cron.list': {
    jobs: [{ id: 'j', name: 'Heartbeat', enabled: true, schedule: { kind: 'every', everyMs: 1_000 } }],
  },
  'usage.cost': { daily: [{ date: '2026-11-25', totalTokens: 12, totalCost: 0.5 }] },
};

interface Section {
  items: Record<string, unknown>[] | null;
  more: number;
  reason: string | null;
}

describe('what an agent can do', () => {
  const gateway = new TestGateway();
  let api: TestApi;
  let owner: Member;
  let viewer: Member;
  let agentId: string;

  const place = async (port: number, status: AgentStatus = 'running') => {
    const at = { host: '127.0.0.1', port };
    await api.dataSource.manager.update(
      Agent,
      { id: agentId },
      { status, endpoints: { gateway: at, sidecar: at } },
    );
  };

  beforeAll(async () => {
    await gateway.listen();
    api = await startTestApi([new TestAccess()]);
    [owner, viewer] = [await api.member(), await api.member()];
    await api.dataSource.query(
      `INSERT INTO workspace_members (workspace_id, user_id, role) VALUES ($1, $2, 'viewer')`,
      [owner.workspaceId, viewer.userId],
    );
    const { body } = await owner.client.post(`/api/workspaces/${owner.workspaceId}/agents`, newAgent('Able'));
    agentId = (body as { agent: { id: string } }).agent.id;
  });

  beforeEach(async () => {
    await place(gateway.port);
    gateway.calls.length = 0;
    for (const [method, answer] of Object.entries(ANSWERS)) gateway.handlers.set(method, () => answer);
  });

  afterAll(async () => {
    await api.close();
    await gateway.close();
  });

  const path = () => `/api/agents/${agentId}/capabilities`;
  const read = async () => {
    const { status, body } = await viewer.client.get(path());
    expect(status).toBe(200);
    return body as unknown as Record<string, Section>;
  };

  it('is told to a viewer, as a viewer may see it', async () => {
    expect(await read()).toMatchObject({
      models: { items: [{ id: 'demo-1', isDefault: true }], more: 0, reason: null },
      tools: { items: [{ id: 'read', group: 'Files', description: 'Reads.' }] },
      skills: { items: [{ name: 'weather', state: 'ready' }] },
      channels: { items: [{ label: 'Slack', state: 'not-configured' }] },
      jobs: { items: [{ name: 'Heartbeat', everySeconds: 1 }] },
      usage: { items: [{ date: '2026-11-25', totalTokens: 12, costUsd: 0.5 }], counting: false },
    });
    expect(gateway.calls.filter(({ method }) => method in ANSWERS)).toHaveLength(6);
    expect(new Set(gateway.calls.map(({ identity }) => identity))).toEqual(new Set(['viewer@nora.local']));
    expect(gateway.callsOf('cron.list')[0]?.params).toMatchObject({ compact: true });
  });

  it('is told as far as the runtime tells it', async () => {
    gateway.handlers.set('usage.cost', () => new GatewayRefusal('FORBIDDEN', 'ask an administrator'));
    gateway.handlers.set('tools.catalog', () => new GatewayRefusal('INVALID_REQUEST', 'unknown method'));
    gateway.handlers.set('skills.status', () => 'nonsense');
    gateway.handlers.set('channels.status', () => ({ channelOrder: { length: 7 } }));
    const { models, tools, skills, channels, jobs, usage } = await read();
    expect(models?.items).toHaveLength(1);
    expect(jobs?.items).toHaveLength(1);
    expect(usage).toEqual({
      ...{ items: null, more: 0, counting: false },
      reason: "The agent's gateway refused: ask an administrator",
    });
    expect(tools).toMatchObject({ items: null, reason: expect.stringContaining('unknown method') as string });
    for (const section of [skills, channels]) {
      expect(section).toMatchObject({
        items: null,
        reason: expect.stringContaining('does not understand') as string,
      });
    }
  });

  it('does not wait for an answer that never comes', async () => {
    gateway.handlers.set('models.list', () => undefined);
    const { models, tools } = await read();
    expect(models).toMatchObject({ items: null, reason: expect.stringContaining('in time') as string });
    expect(tools?.items).toHaveLength(1);
  }, 20_000);

  it('stays small, however much the runtime says', async () => {
    const long = 'x'.repeat(20_000);
    const tools = Array.from({ length: 1_000 }, (_, index) => ({ id: `t${index}`, description: long }));
    gateway.handlers.set('tools.catalog', () => ({ groups: [{ label: long, tools }] }));
    const answer = await read();
    expect(answer['tools']).toMatchObject({ items: { length: 500 }, more: 500 });
    expect(JSON.stringify(answer).length).toBeLessThan(500_000);
  });

  it('holds no place, no error and no credential', async () => {
    const { headers } = [...gateway.connections][0] ?? { headers: {} };
    const secret = Object.keys(headers).find((name) => /^x-nora-[0-9a-f]{40}$/.test(name)) ?? '?';
    const account = { accountId: 'default', lastError: `secret ${secret}`, baseUrl: '/secret' };
    gateway.handlers.set('channels.status', () => ({
      ...{ channelOrder: ['slack'], channelAccounts: { slack: [account] } },
    }));
    gateway.handlers.set('tools.catalog', () => new GatewayRefusal('X', `not with ${secret}`));
    const text = JSON.stringify(await read());
    expect(text).toContain('not with [removed]');
    expect(text).toContain('failing');
    expect(text).not.toContain('secret');
    expect(text).not.toContain(secret);
  });

  it('is not told by an agent that does not run, or that cannot be reached', async () => {
    await place(gateway.port, 'stopped');
    expect((await viewer.client.get(path())).body).toMatchObject({ status: 409, code: 'agent_not_running' });
    await place(1_025);
    expect((await viewer.client.get(path())).body).toMatchObject({
      status: 502,
      code: 'runtime_unreachable',
    });
  });

  it('fails as a whole where the connection breaks', async () => {
    gateway.handlers.set('usage.cost', () => void gateway.drop());
    gateway.handlers.set('skills.status', () => undefined);
    expect((await viewer.client.get(path())).body).toMatchObject({
      status: 502,
      code: 'runtime_unreachable',
    });
  });

  it('is nobody else’s to know', async () => {
    const stranger = await api.member();
    expect((await stranger.client.get(path())).status).toBe(404);
    expect((await viewer.client.get('/api/agents/none/capabilities')).status).toBe(404);
    expect(gateway.calls).toEqual([]);
  });
});
