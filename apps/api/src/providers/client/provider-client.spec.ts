import { DomainError, type ModelProviderKind } from '@nora/contracts';
import { OutboundHttp, type OutboundRequest, type OutboundResponse } from '@nora/outbound-http';
import { ProviderClient } from './provider-client';
import type { ProviderFault } from './provider-fault';
import type { ProviderPlace } from './provider-place';

const KEY = 'sk-right-key-0123456789';

/** The outside, which says what a test has it say. */
class ScriptedHttp extends OutboundHttp {
  readonly asked: OutboundRequest[] = [];
  answer: { status: number; body: string } | DomainError = { status: 200, body: '{"data":[]}' };

  constructor() {
    super({ allowed: [] });
  }

  override request(asked: OutboundRequest): Promise<OutboundResponse> {
    this.asked.push(asked);
    if (this.answer instanceof Error) return Promise.reject(this.answer);
    const { status, body } = this.answer;
    return Promise.resolve({
      status,
      body: Buffer.from(body),
      headers: new Headers(),
      url: String(asked.url),
    });
  }
}

describe('the client of providers', () => {
  let http: ScriptedHttp;
  let client: ProviderClient;

  beforeEach(() => {
    http = new ScriptedHttp();
    client = new ProviderClient(http);
  });

  const place = (kind: ModelProviderKind = 'openai', more: Partial<ProviderPlace> = {}): ProviderPlace => ({
    ...{ kind, baseUrl: null, apiKey: KEY },
    ...more,
  });
  const fault = (work: Promise<unknown>): Promise<ProviderFault> =>
    work.then(
      () => Promise.reject(new Error('nothing was wrong')),
      (error: unknown) => error as ProviderFault,
    );

  it.each<[ModelProviderKind, string]>([
    ['openai', 'https://api.openai.com/v1/models'],
    ['anthropic', 'https://api.anthropic.com/v1/models?limit=1000'],
    ['google', 'https://generativelanguage.googleapis.com/v1beta/models?pageSize=1000'],
  ])('asks %s for all models at once', async (kind, url) => {
    http.answer = { status: 200, body: kind === 'google' ? '{"models":[]}' : '{"data":[]}' };
    expect(await client.listModels(place(kind))).toEqual([]);
    expect(http.asked).toMatchObject([{ url, method: 'GET', body: null }]);
    expect(http.asked[0]?.maxRedirects).toBeUndefined();
  });

  it.each<[ModelProviderKind, string, object]>([
    ['openai', '/chat/completions', { model: 'm/1', max_completion_tokens: 1 }],
    ['groq', '/chat/completions', { model: 'm/1', max_tokens: 1 }],
    ['anthropic', '/messages', { model: 'm/1', max_tokens: 1 }],
    ['google', '/models/m%2F1:generateContent', { generationConfig: { maxOutputTokens: 1 } }],
  ])('asks a model of %s for one word as its API has it', async (kind, path, body) => {
    http.answer = { status: 200, body: '{}' };
    await client.tryModel(place(kind), 'm/1');
    const [asked] = http.asked;
    expect(String(asked?.url).endsWith(path)).toBe(true);
    expect(JSON.parse(String(asked?.body))).toMatchObject(body);
    expect(asked?.headers).toMatchObject({ 'content-type': 'application/json' });
  });

  it.each([404, 405, 501])('takes %i for having no list', async (status) => {
    http.answer = { status, body: 'no such page' };
    expect(await client.listModels(place())).toBeNull();
  });

  it.each([
    [301, 'redirected', 'baseUrl'],
    [307, 'redirected', 'baseUrl'],
    [401, 'key_refused', 'apiKey'],
    [403, 'key_refused', 'apiKey'],
    [402, 'quota_exhausted', 'apiKey'],
    [429, 'quota_exhausted', 'apiKey'],
    [500, 'provider_failed', 'baseUrl'],
    [503, 'provider_failed', 'baseUrl'],
    [400, 'key_refused', 'apiKey'],
  ])('knows what a list with %i means', async (status, code, path) => {
    http.answer = { status, body: JSON.stringify({ error: { message: `Not with ${KEY}` } }) };
    const found = await fault(client.listModels(place()));
    expect([found.code, found.path]).toEqual([code, path]);
    expect(found.message).not.toContain(KEY);
  });

  it('misses a key where none was given, and the model where that is asked', async () => {
    http.answer = { status: 401, body: '{}' };
    const keyless = place('openai-compatible', { baseUrl: 'http://127.0.0.1:1/v1', apiKey: null });
    expect((await fault(client.listModels(keyless))).code).toBe('key_missing');
    for (const status of [400, 404, 422]) {
      http.answer = { status, body: '{"message":"never heard of it"}' };
      const found = await fault(client.tryModel(place(), 'gpt-x'));
      expect([found.code, found.path]).toEqual(['model_unknown', 'defaultModel']);
      expect(found.message).toMatch(/“gpt-x”.*never heard of it/);
    }
  });

  it.each(['<html>', '"yes"', 'null', '{"models":[]}', ''])(
    'takes %j for no list of models',
    async (body) => {
      http.answer = { status: 200, body };
      expect((await fault(client.listModels(place()))).code).toBe('not_such_an_api');
    },
  );

  it.each(['<html>', '"yes"', 'null'])('takes %j for no answer of a model', async (body) => {
    http.answer = { status: 200, body };
    expect((await fault(client.tryModel(place(), 'gpt-x'))).code).toBe('not_such_an_api');
  });

  it.each([
    ['outbound_refused', 'address_not_allowed'],
    ['outbound_timeout', 'timed_out'],
    ['outbound_failed', 'unreachable'],
  ] as const)('tells %s of the client as %s', async (outbound, code) => {
    http.answer = new DomainError(outbound, 'somewhere must not be called');
    const found = await fault(client.listModels(place()));
    expect([found.code, found.path, found.message]).toEqual([
      code,
      'baseUrl',
      'somewhere must not be called',
    ]);
  });

  it('passes on what is a mistake of its own', async () => {
    http.answer = new DomainError('internal_error', 'a mistake');
    await expect(client.listModels(place())).rejects.toBe(http.answer);
    await expect(client.listModels(place('ollama'))).rejects.toThrow('without an address');
  });
});
