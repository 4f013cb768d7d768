import { Agent, AgentModel, AuditEntry, EventRecord, ModelProvider } from '@nora/domain';
import { TestAccess, newAgent } from '../testing/test-access';
import { TestAgents } from '../testing/test-agents';
import { startTestApi, type Member, type TestApi } from '../testing/test-api';
import type { TestAnswer } from '../testing/test-client';

const DEMO = { providerId: null, model: 'demo-1' };

describe('the model of an agent', () => {
  let api: TestApi;
  let owner: Member;
  let agentId: string;

  beforeAll(async () => {
    api = await startTestApi([new TestAccess()]);
  });

  beforeEach(async () => {
    owner = await api.member();
    ({ agentId } = await new TestAgents(api).settled(owner, 'Bound'));
  });

  afterAll(() => api.close());

  const path = (id = agentId) => `/api/agents/${id}/model`;
  const put = (body: object) => owner.client.put(path(), body);
  const rowOf = (id = agentId) => api.dataSource.manager.findOneByOrFail(AgentModel, { agentId: id });
  const provider = async (more: object = {}): Promise<string> => {
    const wanted = {
      kind: 'openai',
      apiKey: 'sk-1',
      defaultModel: 'gpt-x',
      skipTest: true,
      name: 'Ours',
      ...more,
    };
    const { status, body } = await owner.client.post(
      `/api/workspaces/${owner.workspaceId}/providers`,
      wanted,
    );
    if (status !== 201) throw new Error(JSON.stringify(body));
    return body['id'] as string;
  };
  const deploy = (more: object): Promise<TestAnswer> => {
    const asked = { ...newAgent('Deployed'), provider: undefined, ...more };
    return owner.client.post(`/api/workspaces/${owner.workspaceId}/agents`, asked);
  };
  const modelOf = ({ body }: TestAnswer) => (body['agent'] as { model: object } | undefined)?.model ?? body;

  it('is the demo until it is bound, from the next call on, and the audit log and an event tell of it', async () => {
    expect((await owner.client.get(path())).body).toMatchObject({
      ...{ ...DEMO, providerName: 'Demo', kind: 'demo', shape: 'openai-chat', enabled: true, fallbacks: [] },
      ...{ delivery: 'gateway', deliveries: ['gateway'], needsRedeploy: false },
      loop: { action: 'event', times: 20, minutes: 10 },
    });
    const providerId = await provider();
    const loop = { action: 'pause', times: 5, minutes: 2 };
    const { status, body } = await put({ providerId, model: 'gpt-x', fallbacks: [DEMO], loop });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      ...{ providerId, providerName: 'Ours', kind: 'openai', model: 'gpt-x', loop, needsRedeploy: false },
      ...{ fallbacks: [{ ...DEMO, providerName: 'Demo' }], deliveries: ['gateway', 'direct'] },
    });
    expect((await owner.client.get(`/api/agents/${agentId}`)).body).toMatchObject({
      ...{ provider: 'openai', currentVersion: 1, activeDeploymentId: null, redeployWantedAt: null },
      model: { providerId, providerName: 'Ours', kind: 'openai', model: 'gpt-x', delivery: 'gateway' },
    });
    expect((await rowOf()).revision).toBe(2);
    const entry = await api.dataSource.manager.findOneByOrFail(AuditEntry, {
      action: 'agent.model',
      resourceId: agentId,
    });
    expect(entry).toMatchObject({ before: DEMO, after: { providerId, model: 'gpt-x' } });
    const events = await api.dataSource.manager.findBy(EventRecord, { workspaceId: owner.workspaceId });
    expect(events.filter(({ type }) => type === 'agent.model-changed')).toHaveLength(1);
  });

  it('is listed for all agents of the workspace at once, page by page, as each shows it', async () => {
    const agents = new TestAgents(api);
    const providerId = await provider();
    await put({ providerId, model: 'gpt-x', fallbacks: [DEMO] });
    const { agentId: second } = await agents.settled(owner, 'Second');
    const { agentId: gone } = await agents.settled(owner, 'Gone');
    await agents.settle(gone, { status: 'deleted', desiredState: 'deleted', dataKeptAt: new Date() });
    const stranger = await api.member('Eve');
    await agents.settled(stranger, 'Of somebody else');
    const at = `/api/workspaces/${owner.workspaceId}/agent-models?limit=1`;
    const { body: first } = await owner.client.get(at);
    const { body: last } = await owner.client.get(`${at}&cursor=${String(first['nextCursor'])}`);
    const shown = async (id: string) => (await owner.client.get(path(id))).body;
    expect(first['items']).toEqual([{ agentId, agentName: 'Bound', ...(await shown(agentId)) }]);
    expect(last).toEqual({
      items: [{ agentId: second, agentName: 'Second', ...(await shown(second)) }],
      nextCursor: null,
    });
    expect((await stranger.client.get(at)).body).toMatchObject({ code: 'not_found' });
  });

  it('is left alone by a change that changes nothing', async () => {
    expect((await put(DEMO)).status).toBe(200);
    expect((await rowOf()).revision).toBe(1);
    expect(
      await api.dataSource.manager.countBy(AuditEntry, { action: 'agent.model', resourceId: agentId }),
    ).toBe(0);
  });

  it('asks for a redeploy where the runtime has to talk in another way', async () => {
    const providerId = await provider({ kind: 'anthropic' });
    const { body } = await put({ providerId, model: 'claude-x' });
    expect(body).toMatchObject({ shape: 'anthropic-messages', needsRedeploy: true });
  });

  it('with a key inside the runtime asks for a redeploy whenever that is another', async () => {
    const providerId = await provider();
    expect((await put({ providerId, model: 'gpt-x', delivery: 'direct' })).body).toMatchObject({
      needsRedeploy: true,
    });
    await api.dataSource.manager.update(Agent, { id: agentId }, { redeployWantedAt: null });
    const at = `/api/workspaces/${owner.workspaceId}/providers/${providerId}`;
    await owner.client.patch(at, { name: 'Renamed' });
    expect((await owner.client.get(path())).body).toMatchObject({
      needsRedeploy: false,
      providerName: 'Renamed',
    });
    await owner.client.patch(at, { apiKey: 'sk-2', skipTest: true });
    expect((await owner.client.get(path())).body).toMatchObject({ needsRedeploy: true });
  });

  it('has no two answers when it is bound by many at the same moment and its provider is rotated', async () => {
    const [one, two] = [await provider(), await provider({ name: 'Two' })];
    const before = (await rowOf()).revision;
    const at = `/api/workspaces/${owner.workspaceId}/providers/${one}`;
    const answers = await Promise.all([
      ...[one, two, one, two].map((providerId, index) => put({ providerId, model: `m-${index}` })),
      ...['a', 'b'].map((key) => owner.client.patch(at, { apiKey: `sk-${key}`, skipTest: true })),
      put({ providerId: two, model: 'direct', delivery: 'direct' }),
    ]);
    for (const { status } of answers) expect([200, 409]).toContain(status);
    const { provider: kind } = await api.dataSource.manager.findOneByOrFail(Agent, { id: agentId });
    expect(kind).toBe('openai');
    expect((await rowOf()).revision).toBeGreaterThanOrEqual(before + 5);
  });

  it('is refused where it does not go together', async () => {
    const openai = await provider();
    const anthropic = await provider({ name: 'Claude', kind: 'anthropic' });
    const off = await provider({ name: 'Off' });
    await owner.client.patch(`/api/workspaces/${owner.workspaceId}/providers/${off}`, { enabled: false });
    const refusals: [object, string, string][] = [
      [{ providerId: off, model: 'x' }, 'provider_disabled', 'providerId'],
      [
        { providerId: openai, model: 'x', fallbacks: [{ providerId: off, model: 'x' }] },
        'provider_disabled',
        'fallbacks.0.providerId',
      ],
      [
        { providerId: openai, model: 'x', fallbacks: [{ providerId: anthropic, model: 'y' }] },
        'unsupported_combination',
        'fallbacks.0.providerId',
      ],
      [
        { providerId: anthropic, model: 'y', fallbacks: [DEMO] },
        'unsupported_combination',
        'fallbacks.0.providerId',
      ],
      [{ ...DEMO, delivery: 'direct' }, 'unsupported_combination', 'delivery'],
      [
        { providerId: openai, model: 'x', delivery: 'direct', fallbacks: [DEMO] },
        'unsupported_combination',
        'fallbacks',
      ],
      [{ providerId: null, model: 'gpt-x' }, 'validation_failed', 'model'],
      [
        { providerId: openai, model: 'x', fallbacks: [{ providerId: openai, model: 'x' }] },
        'validation_failed',
        'fallbacks.0.model',
      ],
      [{ providerId: openai, model: 'x y' }, 'validation_failed', 'model'],
      [{ providerId: 'openai', model: 'x' }, 'validation_failed', 'providerId'],
      [{ ...DEMO, loop: { action: 'pause', times: 1, minutes: 1 } }, 'validation_failed', 'loop.times'],
      [{ ...DEMO, loop: null }, 'validation_failed', 'loop'],
    ];
    for (const [body, code, field] of refusals) {
      expect((await put(body)).body).toMatchObject({ code, errors: [{ path: field }] });
    }
    expect((await rowOf()).revision).toBe(1);
  });

  it('of a deleted agent stays as it is', async () => {
    await new TestAgents(api).settle(agentId, {
      status: 'deleted',
      desiredState: 'deleted',
      dataKeptAt: new Date(),
    });
    expect((await put(DEMO)).body).toMatchObject({ status: 409, code: 'operation_not_allowed' });
  });

  it('can be named when the agent is deployed, and is its provider’s own otherwise', async () => {
    const providerId = await provider();
    expect(modelOf(await deploy({ provider: providerId, model: 'gpt-y', name: 'Y' }))).toMatchObject({
      model: 'gpt-y',
      providerId,
    });
    expect(modelOf(await deploy({ provider: providerId }))).toMatchObject({
      model: 'gpt-x',
      providerName: 'Ours',
    });
  });

  it('is the default of the workspace for an agent that names none, and the demo without one', async () => {
    expect(modelOf(await deploy({ name: 'One' }))).toMatchObject({ ...DEMO, kind: 'demo' });
    const providerId = await provider({ isDefault: true });
    expect(modelOf(await deploy({ name: 'Two' }))).toMatchObject({
      providerId,
      model: 'gpt-x',
      kind: 'openai',
    });
    expect(modelOf(await deploy({ name: 'Three', provider: 'demo' }))).toMatchObject(DEMO);
    await owner.client.patch(`/api/workspaces/${owner.workspaceId}/providers/${providerId}`, {
      enabled: false,
    });
    expect((await deploy({ name: 'Four' })).body).toMatchObject({ status: 409, code: 'provider_disabled' });
  });

  it.each([
    [{ provider: 'openai' }, 'unknown_provider'],
    [{ provider: '0199b1f0-0000-7000-8000-000000000000' }, 'unknown_provider'],
    [{ provider: 'demo', model: 'gpt-x' }, 'validation_failed'],
    [{ provider: 7 }, 'validation_failed'],
  ])('is not %j for a new agent', async (more, code) => {
    expect((await deploy(more)).body).toMatchObject({ status: 422, code });
  });

  it('comes along with a duplicate, and is no part of a version', async () => {
    const providerId = await provider();
    await put({
      providerId,
      model: 'gpt-x',
      fallbacks: [DEMO],
      loop: { action: 'off', times: 3, minutes: 4 },
    });
    const { body } = await owner.client.post(`/api/agents/${agentId}/duplicate`, {
      name: 'Copy',
      scope: 'config',
    });
    const { id } = body['agent'] as { id: string };
    expect(await rowOf(id)).toMatchObject({
      ...{ providerId, model: 'gpt-x', fallbacks: [DEMO], loopAction: 'off', loopTimes: 3, revision: 1 },
    });
    const version = await owner.client.get(`/api/agents/${agentId}/versions/1`);
    expect(JSON.stringify(version.body)).not.toMatch(/provider|gpt-x/);
    expect(await api.dataSource.manager.countBy(ModelProvider, { id: providerId })).toBe(1);
  });

  it('can be bound to any kind that the catalog knows', async () => {
    const { body } = await owner.client.get('/api/catalog');
    const kinds = body['providers'] as {
      id: string;
      key: string;
      needsBaseUrl: boolean;
      keysUrl: string | null;
    }[];
    expect(kinds).toHaveLength(20);
    expect(kinds[0]).toMatchObject({ id: 'demo', key: 'none' });
    for (const { id, needsBaseUrl } of kinds.slice(1)) {
      const baseUrl = needsBaseUrl ? 'https://models.example.com/v1' : null;
      const providerId = await provider({ kind: id, name: id, baseUrl });
      expect((await put({ providerId, model: 'some' })).body).toMatchObject({ kind: id, model: 'some' });
    }
  });
});
