import { TestModelProvider } from '@nora/testing';
import { LOCAL_PROVIDERS, ModelScene, call, type SceneAgent } from '../testing/model-scene';
import { TestAccess } from '../testing/test-access';
import { startTestApi, type TestApi } from '../testing/test-api';

const KEY = 'sk-the-real-key-of-the-provider';
const USED = { input_tokens: '120', output_tokens: '30', cached_input_tokens: '40' };
const SAID = [{ role: 'user', content: 'Hello' }];
const APIS = [
  {
    kind: 'openai',
    base: '/v1',
    path: '/llm/v1/chat/completions',
    body: { messages: SAID },
    reasoning: '10',
  },
  { kind: 'openai', base: '/v1', path: '/llm/v1/responses', body: { input: 'Hello' }, reasoning: '10' },
  {
    kind: 'anthropic',
    base: '/v1',
    path: '/llm/v1/messages',
    body: { messages: SAID, max_tokens: 500 },
    reasoning: '0',
  },
  {
    ...{
      kind: 'google',
      base: '/v1beta',
      path: '/llm/v1beta/models/default:generateContent',
      reasoning: '10',
    },
    body: { contents: [{ role: 'user', parts: [{ text: 'Hello' }] }] },
  },
] as const;

describe('answers of models', () => {
  let api: TestApi;
  let scene: ModelScene;
  let provider: TestModelProvider;

  beforeAll(async () => {
    api = await startTestApi([new TestAccess()], LOCAL_PROVIDERS);
    scene = await ModelScene.open(api);
    provider = await TestModelProvider.start(KEY);
  });

  beforeEach(() => provider.behaves());

  afterAll(async () => {
    await provider.close();
    await api.close();
  });

  const bound = async (kind = 'openai', base = '/v1', apiKey = KEY): Promise<SceneAgent> => {
    const providerId = await scene.provider({ kind, baseUrl: provider.url + base, apiKey, model: 'm-1' });
    return scene.agent({ providerId, model: 'm-1' });
  };
  const streamed = (of: (typeof APIS)[number]) =>
    of.kind === 'google'
      ? { path: of.path.replace(':generate', ':streamGenerate') + '?alt=sse', body: of.body }
      : { path: of.path, body: { ...of.body, stream: true } };

  it.each(APIS)('are metered in whole and in pieces: $path', async (of) => {
    const agent = await bound(of.kind, of.base);
    const model = of.kind === 'google' ? {} : { model: 'default' };
    const whole = await agent.call(of.path, { ...model, ...of.body });
    expect([whole.status, JSON.stringify(await whole.json())]).toEqual([
      200,
      expect.stringContaining('all is well'),
    ]);
    const { path, body } = streamed(of);
    const stream = await agent.call(path, { ...model, ...body });
    expect(stream.headers.get('content-type')).toMatch('text/event-stream');
    expect(await stream.text()).toContain('The test');
    expect(provider.calls.map((one) => one.model)).toEqual(['m-1', 'm-1']);
    const rows = await scene.booked(agent.agentId, 2);
    for (const row of rows) {
      expect(row).toMatchObject({
        ...USED,
        reasoning_tokens: of.reasoning,
        outcome: 'succeeded',
        status: 200,
      });
      expect(Number(row['first_token_ms'])).toBeLessThanOrEqual(Number(row['latency_ms']));
    }
    expect(rows.map((row) => row['streamed'])).toEqual([false, true]);
  });

  it.each(APIS)(
    'are taken with the key where that API puts it, and never with that of another: $path',
    async (of) => {
      const agent = await bound(of.kind, of.base);
      const model = of.kind === 'google' ? {} : { model: 'default' };
      for (const headers of [
        { authorization: `Bearer ${agent.key}` },
        { 'x-api-key': agent.key },
        { 'x-goog-api-key': agent.key },
      ]) {
        const answer = await call(
          api.runtimeUrl,
          '',
          of.path,
          { ...model, ...of.body },
          { headers: { authorization: '', ...headers } },
        );
        expect(answer.status).toBe(200);
      }
      expect(provider.strangers).toBe(0);
      expect(JSON.stringify(provider.calls)).not.toContain(agent.key);
    },
  );

  it('come byte for byte, without what the agent has not asked for', async () => {
    const agent = await bound();
    const asked = { model: 'default', messages: SAID, stream: true };
    const direct = await fetch(`${provider.url}/v1/chat/completions`, {
      ...{ method: 'POST', headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' } },
      body: JSON.stringify({ ...asked, model: 'm-1' }),
    }).then((answer) => answer.text());
    const through = await (await agent.call('/llm/v1/chat/completions', asked)).text();
    expect(through.replaceAll(',"usage":null', '')).toBe(direct);
    const wished = { ...asked, stream_options: { include_usage: true, other: 1 } };
    const told = await (await agent.call('/llm/v1/chat/completions', wished)).text();
    expect(told).toContain('"usage":{"prompt_tokens":120');
    expect(provider.calls.at(-1)?.body['stream_options']).toEqual({ include_usage: true, other: 1 });
  });

  it('come as they are made, and no faster than they are read', async () => {
    const agent = await bound();
    provider.behaves(() => ({ pieces: 6, pauseMs: 60 }));
    const answer = await agent.call('/llm/v1/chat/completions', {
      model: 'default',
      messages: SAID,
      stream: true,
    });
    const arrivals: number[] = [];
    for await (const bytes of answer.body ?? []) if (bytes) arrivals.push(performance.now());
    expect(arrivals.length).toBeGreaterThan(4);
    expect((arrivals.at(-1) ?? 0) - (arrivals[0] ?? 0)).toBeGreaterThan(200);
  });

  it('end for the provider, too, when the agent leaves', async () => {
    const agent = await bound();
    provider.behaves(() => ({ pieces: 2_000, pauseMs: 20 }));
    const leaving = new AbortController();
    const answer = await agent.call(
      '/llm/v1/chat/completions',
      { model: 'default', messages: SAID, stream: true },
      { signal: leaving.signal },
    );
    await answer.body?.getReader().read();
    leaving.abort();
    const [row] = await scene.booked(agent.agentId);
    expect(row).toMatchObject({ outcome: 'cancelled', error_code: 'caller_gone', streamed: true });
    expect(Number(row?.['input_tokens'])).toBeGreaterThan(0);
    for (let tries = 0; provider.underWay > 0 && tries < 100; tries += 1)
      await new Promise((resolve) => setTimeout(resolve, 20));
    expect(provider.underWay).toBe(0);
  });

  it('that break off say so, and count what has gone by', async () => {
    const agent = await bound();
    provider.behaves(() => ({ breaksAfter: 4, pauseMs: 10 }));
    const answer = await agent.call('/llm/v1/chat/completions', {
      model: 'default',
      messages: SAID,
      stream: true,
    });
    expect(await answer.text()).toContain('"code":"provider_broke_off"');
    const [row] = await scene.booked(agent.agentId);
    expect(row).toMatchObject({ outcome: 'failed', status: 200, error_code: 'provider_broke_off' });
  });

  it('that do not tell what was used are estimated', async () => {
    const agent = await bound();
    provider.behaves(() => ({ usage: null, pieces: 20 }));
    const long = [{ role: 'user', content: 'word '.repeat(400) }];
    await (
      await agent.call('/llm/v1/chat/completions', { model: 'default', messages: long, stream: true })
    ).text();
    const [row] = await scene.booked(agent.agentId);
    expect(Number(row?.['input_tokens'])).toBeGreaterThan(400);
    expect(Number(row?.['output_tokens'])).toBeGreaterThanOrEqual(20);
  });

  it('are lists of models and embeddings as well', async () => {
    const agent = await bound();
    const list = await call(api.runtimeUrl, agent.key, '/llm/v1/models', '', {
      method: 'GET',
      body: undefined,
    });
    expect(await list.json()).toMatchObject({ object: 'list', data: [{ id: 'default' }, { id: 'm-1' }] });
    const made = await agent.call('/llm/v1/embeddings', { model: 'text-embedding-3-small', input: 'Hello' });
    expect([made.status, ((await made.json()) as { data: unknown[] }).data]).toEqual([
      200,
      [expect.anything()],
    ]);
    const [row] = await scene.booked(agent.agentId);
    expect(row).toMatchObject({
      model: 'text-embedding-3-small',
      input_tokens: '8',
      output_tokens: '0',
      price_source: 'catalog',
    });
  });

  it('of the demo come the same way', async () => {
    const agent = await scene.agent();
    const asked = { model: 'default', messages: SAID };
    const whole = await agent.call('/llm/v1/chat/completions', asked);
    expect(JSON.stringify(await whole.json())).toContain('built-in demo model');
    const stream = await (await agent.call('/llm/v1/chat/completions', { ...asked, stream: true })).text();
    expect(stream).toMatch(/data: \[DONE\]\n\n$/);
    expect(stream).not.toContain('prompt_tokens');
    const rows = await scene.booked(agent.agentId, 2);
    for (const row of rows) {
      expect(row).toMatchObject({
        provider_id: null,
        provider_kind: 'demo',
        cost_usd: '0.000000',
        price_source: 'free',
      });
      expect(Number(row['output_tokens'])).toBeGreaterThan(10);
    }
  });
});
