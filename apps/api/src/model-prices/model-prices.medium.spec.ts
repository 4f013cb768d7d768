import { AgentModel, EventRecord, ModelPrice } from '@nora/domain';
import { TestModelProvider } from '@nora/testing';
import { LOCAL_PROVIDERS, ModelScene } from '../testing/model-scene';
import { TestAccess } from '../testing/test-access';
import { startTestApi, type TestApi } from '../testing/test-api';
import type { TestAnswer } from '../testing/test-client';
import { TestTeam } from '../testing/test-team';
import { MOST_PRICES } from './price-rows';

const CHAT = '/llm/v1/chat/completions';
const ASKED = { model: 'default', messages: [{ role: 'user', content: 'Hello' }] };
const RATES = { inputPerMillion: '2', outputPerMillion: '10.5', cachedInputPerMillion: '1' };

describe('prices of a workspace', () => {
  let api: TestApi;
  let scene: ModelScene;
  let team: TestTeam;
  let provider: TestModelProvider;
  let providerId: string;

  beforeAll(async () => {
    api = await startTestApi([new TestAccess()], LOCAL_PROVIDERS);
    team = new TestTeam(api);
    provider = await TestModelProvider.start('sk-one');
  });

  beforeEach(async () => {
    scene = await ModelScene.open(api);
    const place = { baseUrl: `${provider.url}/v1`, apiKey: provider.key };
    providerId = await scene.provider({ kind: 'openai-compatible', ...place, model: 'gpt-4o' });
  });

  afterAll(async () => {
    await provider.close();
    await api.close();
  });

  const path = (rest = '') => `/api/workspaces/${scene.owner.workspaceId}/model-prices${rest}`;
  const create = (more: object = {}): Promise<TestAnswer> =>
    scene.owner.client.post(path(), { providerId, model: 'gpt-4o', ...RATES, ...more });
  const idOf = ({ status, body }: TestAnswer) => {
    if (status !== 201) throw new Error(JSON.stringify(body));
    return body['id'] as string;
  };

  it('are set, shown beside what the price list says, changed and removed, on record', async () => {
    const openai = await scene.provider({ kind: 'openai', baseUrl: `${provider.url}/v1`, apiKey: 'sk-two' });
    const made = await create({ providerId: openai });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      ...{ providerId: openai, model: 'gpt-4o' },
      ...{ inputPerMillion: '2.000000', outputPerMillion: '10.500000', cachedInputPerMillion: '1.000000' },
      listed: { inputPerMillion: '2.500000', outputPerMillion: '10.000000' },
    });
    const id = idOf(made);
    expect((await create()).body['listed']).toBeNull();
    expect((await scene.owner.client.get(path(`?providerId=${openai}`))).body).toEqual({
      ...{ items: [made.body], nextCursor: null },
    });
    const changes = { outputPerMillion: '007', cachedInputPerMillion: null };
    const changed = await scene.owner.client.patch(path(`/${id}`), changes);
    expect(changed.body).toMatchObject({
      ...{ inputPerMillion: '2.000000', outputPerMillion: '7.000000', cachedInputPerMillion: null },
    });
    // Nothing is another, so nothing is written down.
    expect((await scene.owner.client.patch(path(`/${id}`), { outputPerMillion: '7.0' })).status).toBe(200);
    expect((await scene.owner.client.delete(path(`/${id}`))).status).toBe(204);
    expect((await scene.owner.client.delete(path(`/${id}`))).status).toBe(404);
    const acts = await Promise.all(
      ['create', 'change', 'delete'].map((act) => team.audit(scene.owner, `model-price.${act}`)),
    );
    expect(acts.map((entries) => entries.filter(({ resourceId }) => resourceId === id).length)).toEqual([
      ...[1, 1, 1],
    ]);
    expect(acts[1]?.[0]).toMatchObject({
      before: { outputPerMillion: '10.500000', cachedInputPerMillion: '1.000000' },
      after: { outputPerMillion: '7.000000', cachedInputPerMillion: null },
      details: { providerId: openai, model: 'gpt-4o' },
    });
    const { workspaceId } = scene.owner;
    const events = await api.dataSource.manager.findBy(EventRecord, { workspaceId });
    const told = events.filter(({ type, payload }) => {
      return type === 'provider.changed' && (payload as { providerId: string }).providerId === openai;
    });
    expect(told).toHaveLength(4);
  });

  it('hold from the next call of an agent on, and what was booked stays as it is', async () => {
    const agent = await scene.agent({ providerId, model: 'gpt-4o' });
    const spent: (string | null)[] = [];
    const ask = async () => {
      expect((await agent.call(CHAT, ASKED)).status).toBe(200);
      const rows = await scene.booked(agent.agentId, spent.length + 1);
      spent.push(rows.at(-1)?.cost_usd ?? null);
      return rows.at(-1)?.['price_source'];
    };
    expect(await ask()).toBe('unknown');
    const id = idOf(await create());
    expect(await ask()).toBe('workspace');
    await scene.owner.client.patch(path(`/${id}`), { cachedInputPerMillion: null });
    expect(await ask()).toBe('workspace');
    await scene.owner.client.delete(path(`/${id}`));
    expect(await ask()).toBe('unknown');
    // 120 in, 40 of them from a cache, 30 out.
    expect(spent).toEqual([null, '0.000515', '0.000555', null]);
    const rows = await scene.booked(agent.agentId, 4);
    expect(rows.map(({ cost_usd: cost }) => cost)).toEqual(spent);
  });

  it('of a fallback hold as well', async () => {
    const agent = await scene.agent({ providerId: null, model: 'demo-1' }, { providerId, model: 'gpt-4o' });
    const revision = async () => {
      const { agentId } = agent;
      return (await api.dataSource.manager.findOneByOrFail(AgentModel, { agentId })).revision;
    };
    const before = await revision();
    await create();
    expect(await revision()).toBe(before + 1);
  });

  it.each([
    ['inputPerMillion', '-1'],
    ['inputPerMillion', '1e3'],
    ['inputPerMillion', '1.0000001'],
    ['inputPerMillion', '1234567'],
    ['inputPerMillion', 2],
    ['outputPerMillion', ''],
    ['outputPerMillion', null],
    ['cachedInputPerMillion', 'free'],
    ['model', 'with space'],
    ['providerId', 'demo'],
  ])('have no %s like %p', async (field, value) => {
    expect((await create({ [field]: value })).body).toMatchObject({
      ...{ status: 422, code: 'validation_failed', errors: [{ path: field }] },
    });
  });

  it('are one for each model, whoever sets them at the same moment', async () => {
    const answers = await Promise.all([1, 2, 3, 4].map(() => create()));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409]);
    expect(answers.find(({ status }) => status === 409)?.body).toMatchObject({
      ...{ code: 'conflict', errors: [{ path: 'model' }] },
    });
    expect(await api.dataSource.manager.countBy(ModelPrice, { providerId })).toBe(1);
  });

  it('are not without number', async () => {
    await api.dataSource.query(
      `INSERT INTO model_prices (id, workspace_id, provider_id, model, input_per_million, output_per_million)
       SELECT gen_random_uuid(), $1, $2, 'm-' || n, 1, 1 FROM generate_series(1, ${MOST_PRICES - 1}) n`,
      [scene.owner.workspaceId, providerId],
    );
    const answers = await Promise.all(['a', 'b', 'c'].map((model) => create({ model })));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
  });

  it('are kept apart by workspace', async () => {
    const id = idOf(await create());
    const { workspaceId, client } = await api.member();
    const theirs = `/api/workspaces/${workspaceId}/model-prices`;
    expect((await client.get(theirs)).body).toEqual({ items: [], nextCursor: null });
    expect((await client.get(`${theirs}?providerId=${providerId}`)).body['items']).toEqual([]);
    expect((await client.get(path())).status).toBe(404);
    expect((await client.patch(`${theirs}/${id}`, { inputPerMillion: '0' })).status).toBe(404);
    expect((await client.delete(`${theirs}/${id}`)).status).toBe(404);
    expect((await client.post(theirs, { providerId, model: 'm', ...RATES })).body).toMatchObject({
      ...{ status: 422, code: 'unknown_provider', errors: [{ path: 'providerId' }] },
    });
    expect(await api.dataSource.manager.findOneByOrFail(ModelPrice, { id })).toMatchObject({
      inputPerMillion: '2.000000',
    });
  });

  it('go with their provider', async () => {
    const id = idOf(await create());
    const { workspaceId, client } = scene.owner;
    expect((await client.delete(`/api/workspaces/${workspaceId}/providers/${providerId}`)).status).toBe(204);
    expect(await api.dataSource.manager.countBy(ModelPrice, { id })).toBe(0);
  });

  it('are seen by viewers and editors, and set by admins', async () => {
    const id = idOf(await create());
    for (const role of ['viewer', 'editor'] as const) {
      const { client } = await team.join(scene.owner, role);
      expect((await client.get(path())).status).toBe(200);
      expect((await client.post(path(), { providerId, model: 'm', ...RATES })).status).toBe(403);
      expect((await client.patch(path(`/${id}`), { inputPerMillion: '0' })).status).toBe(403);
      expect((await client.delete(path(`/${id}`))).status).toBe(403);
    }
    const admin = await team.join(scene.owner, 'admin');
    expect((await admin.client.patch(path(`/${id}`), { inputPerMillion: '0' })).status).toBe(200);
  });
});
