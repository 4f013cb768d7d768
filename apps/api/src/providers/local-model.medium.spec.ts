import { ModelScene } from '../testing/model-scene';
import { ScriptedProvider, type SeenCall } from '../testing/scripted-provider';
import { TestAccess } from '../testing/test-access';
import { startTestApi, type TestApi } from '../testing/test-api';

const CHAT = '/llm/v1/chat/completions';
const HELLO = { model: 'default', messages: [{ role: 'user', content: 'Hello' }] };
const ANSWER = {
  ...{ id: 'chatcmpl-1', object: 'chat.completion', usage: { prompt_tokens: 12, completion_tokens: 5 } },
  choices: [{ index: 0, message: { role: 'assistant', content: 'Hi' }, finish_reason: 'stop' }],
};

/** As Ollama answers: nobody is asked for a key. */
const ollama = ({ path }: SeenCall) =>
  path === '/v1/models'
    ? { status: 200, body: { object: 'list', data: [{ id: 'llama3.2:3b', owned_by: 'library' }] } }
    : { status: 200, body: ANSWER };

describe('a model of one’s own machine', () => {
  let server: ScriptedProvider;
  let api: TestApi | null = null;

  beforeEach(async () => {
    server = await ScriptedProvider.start(ollama);
  });

  afterEach(async () => {
    await api?.close();
    await server.close();
  });

  const open = async (cidrs: string) => {
    api = await startTestApi([new TestAccess()], { OUTBOUND_ALLOWED_CIDRS: cidrs });
    const scene = await ModelScene.open(api);
    const { client, workspaceId } = scene.owner;
    const at = `/api/workspaces/${workspaceId}`;
    const place = { kind: 'ollama', baseUrl: `${server.url}/v1`, defaultModel: 'llama3.2:3b' };
    return { scene, client, at, made: await client.post(`${at}/providers`, { name: 'Own', ...place }) };
  };

  it('answers agents without any key, and costs what the workspace says', async () => {
    const { scene, client, at, made } = await open('127.0.0.1');
    expect([made.status, made.body['keyHint'], made.body['testFault']]).toEqual([201, null, null]);
    const providerId = made.body['id'] as string;
    const models = async () => (await client.get(`${at}/providers/${providerId}/models`)).body['models'];
    expect(await models()).toMatchObject([{ id: 'llama3.2:3b', price: { source: 'unknown', rates: null } }]);
    const price = { providerId, model: 'llama3.2:3b', inputPerMillion: '0', outputPerMillion: '0' };
    expect((await client.post(`${at}/model-prices`, price)).status).toBe(201);
    expect(await models()).toMatchObject([{ price: { source: 'workspace' } }]);

    const agent = await scene.agent({ providerId, model: 'llama3.2:3b' });
    const answer = await agent.call(CHAT, HELLO);
    expect([answer.status, await answer.json()]).toEqual([200, ANSWER]);
    const asked = server.seen.at(-1);
    expect(JSON.parse(asked?.body ?? '')).toEqual({ ...HELLO, model: 'llama3.2:3b' });
    expect(asked?.headers.authorization).toBeUndefined();
    expect(JSON.stringify(server.seen)).not.toContain(agent.key);
    const [row] = await scene.booked(agent.agentId);
    expect([row?.['price_source'], row?.cost_usd]).toEqual(['workspace', '0.000000']);
  });

  it('is not called where its address is not opened, also if it is saved without a test', async () => {
    const { scene, client, at, made } = await open('127.0.0.2');
    expect(made.body).toMatchObject({ status: 422, errors: [{ code: 'address_not_allowed' }] });
    expect(made.body['detail']).toContain('OUTBOUND_ALLOWED_CIDRS');
    const place = { kind: 'ollama', baseUrl: `${server.url}/v1`, defaultModel: 'llama3.2:3b' };
    const kept = await client.post(`${at}/providers`, { name: 'Own', ...place, skipTest: true });
    const providerId = kept.body['id'] as string;
    const agent = await scene.agent({ providerId, model: 'llama3.2:3b' });
    expect((await agent.call(CHAT, HELLO)).status).toBe(502);
    expect(server.seen).toEqual([]);
  });
});
