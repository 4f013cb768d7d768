import { TestModelProvider } from '@nora/testing';
import { LOCAL_PROVIDERS, ModelScene } from '../testing/model-scene';
import { TestAccess } from '../testing/test-access';
import { startTestApi, type TestApi } from '../testing/test-api';

const CHAT = '/llm/v1/chat/completions';
const ASKED = { model: 'default', messages: [{ role: 'user', content: 'Hello' }] };

describe('providers that do not answer', () => {
  let api: TestApi;
  let scene: ModelScene;
  let first: TestModelProvider;
  let second: TestModelProvider;

  beforeAll(async () => {
    api = await startTestApi([new TestAccess()], {
      ...LOCAL_PROVIDERS,
      MODEL_GATEWAY_HEAD_TIMEOUT_SECONDS: '1',
      MODEL_GATEWAY_IDLE_TIMEOUT_SECONDS: '1',
      MODEL_GATEWAY_CALLS_PER_AGENT: '4',
    });
    scene = await ModelScene.open(api);
    [first, second] = await Promise.all([
      TestModelProvider.start('sk-one'),
      TestModelProvider.start('sk-two'),
    ]);
  });

  beforeEach(() => [first, second].forEach((one) => one.behaves()));

  afterAll(async () => {
    await Promise.all([first.close(), second.close()]);
    await api.close();
  });

  const provider = ({ url, key }: { url: string; key: string }, model: string) =>
    scene.provider({ kind: 'openai-compatible', baseUrl: `${url}/v1`, apiKey: key, model });
  const pair = async () =>
    scene.agent(
      { providerId: await provider(first, 'm-1'), model: 'm-1' },
      { providerId: await provider(second, 'm-2'), model: 'm-2' },
    );

  it.each([500, 503, 429])('are stepped over with %d, which the row of the call shows', async (status) => {
    const agent = await pair();
    first.behaves(() => ({ status }));
    const answer = await agent.call(CHAT, { ...ASKED, stream: true });
    expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining('[DONE]')]);
    expect(second.calls.at(-1)?.model).toBe('m-2');
    const [row] = await scene.booked(agent.agentId);
    expect(row).toMatchObject({
      ...{ outcome: 'succeeded', status: 200, model: 'm-2' },
      attempts: [
        { model: 'm-1', status, error: `provider_${status}` },
        { model: 'm-2', status: 200, error: null },
      ],
    });
  });

  it('are stepped over when they are silent, or gone', async () => {
    const agent = await pair();
    first.behaves(() => ({ delayMs: 8_000 }));
    expect((await agent.call(CHAT, ASKED)).status).toBe(200);
    first.behaves(() => ({ breaksAfter: 0 }));
    expect((await agent.call(CHAT, ASKED)).status).toBe(200);
    const rows = await scene.booked(agent.agentId, 2);
    const errors = rows.map((row) =>
      (row['attempts'] as { error: string | null }[]).map(({ error }) => error),
    );
    expect(errors).toEqual([
      ['provider_timeout', null],
      ['provider_unreachable', 'provider_unreachable', null],
    ]);
  });

  it('are not asked again for what was wrong with the request itself', async () => {
    const agent = await pair();
    first.behaves(() => ({ status: 422 }));
    expect((await agent.call(CHAT, ASKED)).status).toBe(422);
    expect(second.calls).toEqual([]);
  });

  it('answer for themselves where nobody else is left', async () => {
    const agent = await pair();
    first.behaves(() => ({ status: 500 }));
    second.behaves(() => ({ status: 429, headers: { 'retry-after': '17' } }));
    const answer = await agent.call(CHAT, ASKED);
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '17']);
    const [row] = await scene.booked(agent.agentId);
    expect(row).toMatchObject({
      outcome: 'failed',
      status: 429,
      error_code: 'provider_429',
      input_tokens: '0',
      cost_usd: null,
    });
  });

  it('that cannot be reached are named, and nothing is charged', async () => {
    const gone = { url: 'http://127.0.0.1:9', key: 'x' };
    const refused = { url: 'http://10.0.0.1', key: 'x' };
    for (const [place, code] of [
      [{ ...gone, url: 'http://127.0.0.1:40999' }, 'provider_unreachable'],
      [refused, 'provider_refused'],
    ] as const) {
      const agent = await scene.agent({ providerId: await provider(place, 'm'), model: 'm' });
      const answer = await agent.call(CHAT, ASKED);
      expect([answer.status, await answer.json()]).toEqual([
        502,
        { error: expect.objectContaining({ code }) as object },
      ]);
      const [row] = await scene.booked(agent.agentId);
      expect(row).toMatchObject({ outcome: 'failed', error_code: code, input_tokens: '0' });
    }
  });

  it('in the middle of an answer are given up', async () => {
    const agent = await scene.agent({ providerId: await provider(first, 'm-1'), model: 'm-1' });
    first.behaves(() => ({ pieces: 3, pauseMs: 5_000 }));
    const answer = await agent.call(CHAT, { ...ASKED, stream: true });
    expect(await answer.text()).toContain('"code":"provider_timeout"');
  });

  it('keep no more calls of an agent waiting than it may have', async () => {
    const agent = await scene.agent({ providerId: await provider(first, 'm-1'), model: 'm-1' });
    first.behaves(() => ({ delayMs: 400 }));
    const answers = await Promise.all(Array.from({ length: 7 }, () => agent.call(CHAT, ASKED)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 429, 429, 429]);
    expect(answers.find(({ status }) => status === 429)?.headers.get('retry-after')).toBe('1');
    expect((await agent.call(CHAT, ASKED)).status).toBe(200);
  });

  it('are changed from one call to the next', async () => {
    const agent = await scene.agent({ providerId: await provider(first, 'm-1'), model: 'm-1' });
    expect((await agent.call(CHAT, ASKED)).status).toBe(200);
    await scene.bind(agent.agentId, {
      providerId: await provider(second, 'm-2'),
      model: 'm-2',
      fallbacks: [],
    });
    expect((await agent.call(CHAT, ASKED)).status).toBe(200);
    expect([first.calls.length, second.calls.length]).toEqual([1, 1]);
  });

  it('have a new key from one call to the next, and none once they are switched off', async () => {
    const providerId = await provider({ url: first.url, key: 'sk-wrong' }, 'm-1');
    const agent = await scene.agent({ providerId, model: 'm-1' });
    expect((await agent.call(CHAT, ASKED)).status).toBe(401);
    const place = `/api/workspaces/${scene.owner.workspaceId}/providers/${providerId}`;
    await scene.owner.client.patch(place, { apiKey: 'sk-one', skipTest: true });
    expect((await agent.call(CHAT, ASKED)).status).toBe(200);
    await scene.owner.client.patch(place, { enabled: false });
    const answer = await agent.call(CHAT, ASKED);
    expect([answer.status, await answer.text()]).toEqual([423, expect.stringContaining('provider_disabled')]);
  });
});
