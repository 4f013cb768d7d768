import { TestModelProvider } from '@nora/testing';
import { LOCAL_PROVIDERS, ModelScene } from '../testing/model-scene';
import { TestAccess } from '../testing/test-access';
import { startTestApi, type TestApi } from '../testing/test-api';
import type { TestAnswer } from '../testing/test-client';

const CHAT = '/llm/v1/chat/completions';
const HELLO = { model: 'default', messages: [{ role: 'user', content: 'Hello' }] };
const PRICE = { model: 'own-1', inputPerMillion: '1', outputPerMillion: '4' };

describe('prices while work goes on', () => {
  let api: TestApi;
  let provider: TestModelProvider;
  let scene: ModelScene;
  let providerId: string;

  beforeAll(async () => {
    api = await startTestApi([new TestAccess()], LOCAL_PROVIDERS);
    provider = await TestModelProvider.start('sk-real-key-of-the-provider');
  });

  beforeEach(async () => {
    scene = await ModelScene.open(api);
    providerId = await scene.provider({
      ...{ kind: 'openai-compatible', baseUrl: `${provider.url}/v1`, apiKey: provider.key, model: 'own-1' },
    });
  });

  afterAll(async () => {
    await provider.close();
    await api.close();
  });

  const path = (rest = '') => `/api/workspaces/${scene.owner.workspaceId}/model-prices${rest}`;
  const set = (more: object = {}): Promise<TestAnswer> =>
    scene.owner.client.post(path(), { providerId, ...PRICE, ...more });
  const idOf = ({ status, body }: TestAnswer) => {
    if (status !== 201) throw new Error(JSON.stringify(body));
    return body['id'] as string;
  };
  const prices = async () =>
    (await scene.owner.client.get(path())).body['items'] as Record<string, unknown>[];

  it('open what a workspace refuses at an unknown price, and close it again when they go', async () => {
    const { client, workspaceId } = scene.owner;
    const agent = await scene.agent({ providerId, model: 'own-1' });
    const call = async () => {
      const answer = await agent.call(CHAT, HELLO);
      return [answer.status, await answer.text()];
    };
    await client.patch(`/api/workspaces/${workspaceId}`, { unknownPrice: 'refuse' });
    const budget = { name: 'Limit', unit: 'usd', amount: '50', period: 'total' };
    expect((await client.post(`/api/workspaces/${workspaceId}/budgets`, budget)).status).toBe(201);
    expect(await call()).toEqual([423, expect.stringContaining('price_unknown')]);
    const id = idOf(await set());
    expect((await call())[0]).toBe(200);
    expect((await client.delete(path(`/${id}`))).status).toBe(204);
    expect(await call()).toEqual([423, expect.stringContaining('price_unknown')]);
    expect(provider.calls).toHaveLength(1);
  });

  it('keep what two people change at the same moment, and are removed once', async () => {
    const { client } = scene.owner;
    const id = idOf(await set());
    await Promise.all(
      [{ inputPerMillion: '7' }, { outputPerMillion: '8' }].map((body) => client.patch(path(`/${id}`), body)),
    );
    expect(await prices()).toMatchObject([{ inputPerMillion: '7.000000', outputPerMillion: '8.000000' }]);
    const gone = await Promise.all([1, 2, 3].map(() => client.delete(path(`/${id}`))));
    expect(gone.map(({ status }) => status).sort()).toEqual([204, 404, 404]);
  });

  it('go with a provider that is deleted while one is set', async () => {
    const { client, workspaceId } = scene.owner;
    for (let round = 0; round < 4; round += 1) {
      const { kind, apiKey } = { kind: 'openai-compatible', apiKey: provider.key };
      const id = await scene.provider({ kind, apiKey, baseUrl: `${provider.url}/v1` });
      const [deleted, late] = await Promise.all([
        client.delete(`/api/workspaces/${workspaceId}/providers/${id}`),
        set({ providerId: id }),
      ]);
      expect(deleted.status).toBe(204);
      expect([
        [201, undefined],
        [404, 'not_found'],
        [422, 'unknown_provider'],
      ]).toContainEqual([late.status, late.body['code']]);
      expect(await prices()).toEqual([]);
    }
  });

  it('are set and taken back while agents are bound to their provider', async () => {
    const agents = await Promise.all([1, 2, 3].map(() => scene.agent()));
    const binding = { providerId, model: 'own-1' };
    const answers = await Promise.all([
      ...agents.map(({ agentId }) => scene.owner.client.put(`/api/agents/${agentId}/model`, binding)),
      ...['a', 'b', 'c'].map((model) => set({ model })),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 201, 201, 201]);
  });
});
