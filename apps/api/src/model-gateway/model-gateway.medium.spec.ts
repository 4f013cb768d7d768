import { LOCAL_PROVIDERS, ModelScene, call, type SceneAgent } from '../testing/model-scene';
import { ScriptedProvider } from '../testing/scripted-provider';
import { TestAccess } from '../testing/test-access';
import { startTestApi, type TestApi } from '../testing/test-api';

const KEY = 'sk-the-real-key-of-the-provider';
const CHAT = '/llm/v1/chat/completions';
const ASKED = { model: 'default', messages: [{ role: 'user', content: 'Hello' }] };
const ANSWER = {
  id: 'chatcmpl-1',
  object: 'chat.completion',
  choices: [{ index: 0, message: { role: 'assistant', content: 'Hi' }, finish_reason: 'stop' }],
  usage: {
    ...{ prompt_tokens: 12, completion_tokens: 5 },
    prompt_tokens_details: { cached_tokens: 4 },
    completion_tokens_details: { reasoning_tokens: 2 },
  },
};

describe('a call of a model', () => {
  let api: TestApi;
  let scene: ModelScene;
  let provider: ScriptedProvider;
  let agent: SceneAgent;

  beforeAll(async () => {
    api = await startTestApi([new TestAccess()], LOCAL_PROVIDERS);
    scene = await ModelScene.open(api);
    provider = await ScriptedProvider.start(() => ({ status: 200, body: ANSWER }));
    const providerId = await scene.provider({
      kind: 'openai-compatible',
      baseUrl: `${provider.url}/v1`,
      apiKey: KEY,
    });
    agent = await scene.agent({ providerId, model: 'gpt-x' });
  });

  beforeEach(() => provider.answers(() => ({ status: 200, body: ANSWER })));

  afterAll(async () => {
    await provider.close();
    await api.close();
  });

  it('goes to the provider with its key instead of the agent’s, and comes back as it was', async () => {
    const answer = await agent.call(CHAT, ASKED, { headers: { 'x-secret-of-agent': 'x', cookie: 'a=b' } });
    expect([answer.status, await answer.json()]).toEqual([200, ANSWER]);
    const [seen] = provider.seen;
    expect(seen?.path).toBe('/v1/chat/completions');
    expect(seen?.body).toBe(JSON.stringify({ ...ASKED, model: 'gpt-x' }));
    expect(seen?.headers).toMatchObject({
      authorization: `Bearer ${KEY}`,
      'content-type': 'application/json',
    });
    expect(JSON.stringify(seen?.headers)).not.toMatch(new RegExp(`${agent.key}|x-secret|cookie`));
    const [row] = await scene.booked(agent.agentId);
    expect(row).toMatchObject({
      ...{
        provider_kind: 'openai-compatible',
        model: 'gpt-x',
        shape: 'openai-chat',
        outcome: 'succeeded',
        status: 200,
      },
      ...{ input_tokens: '12', output_tokens: '5', cached_input_tokens: '4', reasoning_tokens: '2' },
      ...{ cost_usd: null, price_source: 'unknown', streamed: false },
      attempts: [expect.objectContaining({ status: 200, error: null })],
    });
  });

  it('is refused to anybody but a living agent, in the words of each API', async () => {
    for (const [path, shown] of [
      [
        CHAT,
        { error: expect.objectContaining({ code: 'invalid_key', type: 'authentication_error' }) as object },
      ],
      ['/llm/v1/responses', { error: expect.objectContaining({ code: 'invalid_key' }) as object }],
      [
        '/llm/v1/messages',
        { type: 'error', error: expect.objectContaining({ type: 'authentication_error' }) as object },
      ],
      [
        '/llm/v1beta/models/gemini-x:generateContent',
        { error: expect.objectContaining({ code: 401, status: 'UNAUTHENTICATED' }) as object },
      ],
    ] as const) {
      for (const key of ['', 'nora_llm_wrong', `${agent.key}x`]) {
        const answer = await call(api.runtimeUrl, key, path, ASKED);
        expect([answer.status, await answer.json()]).toEqual([401, shown]);
      }
    }
    expect(provider.seen).toEqual([]);
  });

  it('is refused for models that the agent is not bound to', async () => {
    const answer = await agent.call(CHAT, { ...ASKED, model: 'gpt-expensive' });
    expect([answer.status, await answer.json()]).toEqual([
      403,
      { error: expect.objectContaining({ code: 'model_not_allowed', type: 'permission_error' }) as object },
    ]);
    expect((await agent.call('/llm/v1/messages', ASKED)).status).toBe(400);
    for (const body of [
      '{',
      '[]',
      '{"messages":[]}',
      '{"model":"default","model":"gpt-expensive","messages":[]}',
    ]) {
      expect([body, (await agent.call(CHAT, body)).status]).toEqual([body, 400]);
    }
    expect(
      (
        await agent.call(
          CHAT,
          `{"model":"default","messages":[{"content":${'['.repeat(200_000)}${']'.repeat(200_000)}}]}`,
        )
      ).status,
    ).toBe(400);
    expect(provider.seen).toEqual([]);
  });

  it('keeps what the provider says of its own failures', async () => {
    provider.answers(() => ({
      status: 400,
      body: { error: { message: 'no such tool' } },
      headers: { 'x-request-id': 'r1', 'set-cookie': 'a=b' },
    }));
    const answer = await agent.call(CHAT, ASKED);
    expect([answer.status, await answer.json()]).toEqual([400, { error: { message: 'no such tool' } }]);
    expect([answer.headers.get('x-request-id'), answer.headers.get('set-cookie')]).toEqual(['r1', null]);
  });
});
