import { LOCAL_PROVIDERS, ModelScene } from '../testing/model-scene';
import { ScriptedProvider, type ScriptedAnswer } from '../testing/scripted-provider';
import { TestAccess } from '../testing/test-access';
import { startTestApi, type TestApi } from '../testing/test-api';
import { TestTeam } from '../testing/test-team';

const KEY = 'sk-right-key-0123456789abcdef9f2c';
const LIST = { data: [{ id: 'gpt-4o' }, { id: 'ours-1', context_length: 64_000 }] };
const RATES = { inputPerMillion: '1', outputPerMillion: '2' };

describe('models of a provider', () => {
  let api: TestApi;
  let scene: ModelScene;
  let server: ScriptedProvider;
  let answer: ScriptedAnswer;

  beforeAll(async () => {
    api = await startTestApi([new TestAccess()], LOCAL_PROVIDERS);
    server = await ScriptedProvider.start(() => answer);
  });

  beforeEach(async () => {
    answer = { status: 200, body: LIST };
    server.answers(() => answer);
    scene = await ModelScene.open(api);
  });

  afterAll(async () => {
    await server.close();
    await api.close();
  });

  const provider = (more: object = {}) =>
    scene.provider({ kind: 'openai', baseUrl: `${server.url}/v1`, apiKey: KEY, model: 'gpt-4o', ...more });
  const models = (id: string, client = scene.owner.client) =>
    client.get(`/api/workspaces/${scene.owner.workspaceId}/providers/${id}/models`);
  const price = (providerId: string, model: string) =>
    scene.owner.client.post(`/api/workspaces/${scene.owner.workspaceId}/model-prices`, {
      ...{ providerId, model, ...RATES },
    });

  it('are those that it lists with its key, with what is known of them and what they cost', async () => {
    const id = await provider();
    await price(id, 'ours-1');
    await price(id, 'ours-hidden');
    const { status, body } = await models(id);
    expect([status, body['hasList']]).toEqual([200, true]);
    expect(body['models']).toEqual([
      {
        ...{ id: 'gpt-4o', name: null, listed: true, contextWindow: 128_000, maxOutputTokens: null },
        price: {
          source: 'catalog',
          rates: {
            ...{ inputPerMillion: '2.500000', outputPerMillion: '10.000000' },
            cachedInputPerMillion: '1.250000',
          },
        },
      },
      {
        ...{ id: 'ours-1', name: null, listed: true, contextWindow: 64_000, maxOutputTokens: null },
        price: {
          source: 'workspace',
          rates: {
            ...{ inputPerMillion: '1.000000', outputPerMillion: '2.000000' },
            cachedInputPerMillion: null,
          },
        },
      },
      expect.objectContaining({ id: 'ours-hidden', listed: false }),
    ]);
    expect(server.seen.map(({ headers }) => headers.authorization)).toEqual([`Bearer ${KEY}`]);
    expect(JSON.stringify(body)).not.toContain(KEY);
  });

  it('are asked for once by all who ask in the same minute, and anew with another key', async () => {
    const id = await provider();
    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => models(id)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect(server.seen).toHaveLength(1);
    const path = `/api/workspaces/${scene.owner.workspaceId}/providers/${id}`;
    await scene.owner.client.patch(path, { apiKey: 'sk-another-key', skipTest: true });
    expect((await models(id)).status).toBe(200);
    expect(server.seen.map(({ headers }) => headers.authorization)).toEqual([
      ...[`Bearer ${KEY}`, 'Bearer sk-another-key'],
    ]);
  });

  it('that nobody lists can be named, at an unknown price', async () => {
    answer = { status: 404, body: {} };
    const { body } = await models(await provider({ kind: 'openai-compatible' }));
    expect(body).toMatchObject({
      hasList: false,
      models: [{ id: 'gpt-4o', listed: false, price: { source: 'unknown', rates: null } }],
    });
  });

  it.each([
    [{ status: 401, body: { error: { message: `Bad key ${KEY}` } } }, 'apiKey', 'key_refused'],
    [{ status: 500, body: 'broken' }, 'baseUrl', 'provider_failed'],
    [{ status: 200, body: '<html>' }, 'baseUrl', 'not_such_an_api'],
  ])('are refused with the reason when it answers %j', async (said, field, code) => {
    answer = said;
    const { body } = await models(await provider());
    expect(body).toMatchObject({
      status: 422,
      code: 'provider_test_failed',
      errors: [{ path: field, code }],
    });
    expect(JSON.stringify(body)).not.toContain(KEY);
  });

  it('are not asked for where nobody may call', async () => {
    const { body } = await models(await provider({ baseUrl: 'http://10.0.0.1/v1' }));
    expect(body).toMatchObject({ code: 'provider_test_failed', errors: [{ code: 'address_not_allowed' }] });
    expect(body['detail']).toContain('OUTBOUND_ALLOWED_CIDRS');
  });

  it('are shown to members of the workspace alone', async () => {
    const id = await provider();
    const viewer = await new TestTeam(api).join(scene.owner, 'viewer');
    expect((await models(id, viewer.client)).status).toBe(200);
    const stranger = await api.member();
    expect((await models(id, stranger.client)).status).toBe(404);
    const theirs = `/api/workspaces/${stranger.workspaceId}/providers/${id}/models`;
    expect((await stranger.client.get(theirs)).status).toBe(404);
    expect(server.seen).toHaveLength(1);
  });
});
