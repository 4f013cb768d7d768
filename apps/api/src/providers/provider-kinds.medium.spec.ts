import { TestModelProvider } from '@nora/testing';
import { LOCAL_PROVIDERS } from '../testing/model-scene';
import { TestAccess } from '../testing/test-access';
import { startTestApi, type Member, type TestApi } from '../testing/test-api';

const KINDS = [
  ['openai', '/v1', 'openai-chat'],
  ['openai-compatible', '/v1', 'openai-chat'],
  ['anthropic', '/v1', 'anthropic-messages'],
  ['google', '/v1beta', 'google-generate'],
] as const;

describe('a provider of each API', () => {
  let api: TestApi;
  let owner: Member;
  let provider: TestModelProvider;

  beforeAll(async () => {
    api = await startTestApi([new TestAccess()], LOCAL_PROVIDERS);
  });

  beforeEach(async () => {
    owner = await api.member();
    provider = await TestModelProvider.start('sk-the-real-key');
  });

  afterEach(() => provider.close());
  afterAll(() => api.close());

  const path = (rest = '') => `/api/workspaces/${owner.workspaceId}/providers${rest}`;
  const create = (kind: string, base: string, more: object = {}) =>
    owner.client.post(path(), {
      ...{ name: 'Ours', kind, baseUrl: provider.url + base, apiKey: provider.key, defaultModel: 'gpt-x' },
      ...more,
    });

  it.each(KINDS)('%s is asked with its key in the one right place', async (kind, base, shape) => {
    const { status, body } = await create(kind, base);
    expect([status, body['shape'], body['testFault']]).toEqual([201, shape, null]);
    const { body: list } = await owner.client.get(path(`/${String(body['id'])}/models`));
    expect(list['models']).toEqual([expect.objectContaining({ id: 'gpt-x', listed: true })]);
    expect([provider.strangers, provider.calls]).toEqual([0, []]);
  });

  it.each(KINDS)('%s refuses another key, and is not kept', async (kind, base) => {
    const { body } = await create(kind, base, { apiKey: 'sk-of-somebody-else' });
    expect(body).toMatchObject({
      ...{ status: 422, code: 'provider_test_failed', errors: [{ path: 'apiKey', code: 'key_refused' }] },
    });
    expect(body['detail']).toContain('It says: This is not a key of the test provider.');
    expect(provider.strangers).toBe(1);
  });

  it.each(KINDS)('%s is asked for a word of a model that it does not list', async (kind, base, shape) => {
    expect((await create(kind, base, { defaultModel: 'gpt-hidden' })).status).toBe(201);
    expect(provider.calls).toMatchObject([{ model: 'gpt-hidden', asked: 'Hi', streamed: false }]);
    expect(provider.calls[0]?.path).toBe(
      {
        'openai-chat': '/v1/chat/completions',
        'anthropic-messages': '/v1/messages',
        'google-generate': '/v1beta/models/gpt-hidden:generateContent',
      }[shape],
    );
    provider.behaves(() => ({ status: 404 }));
    expect((await create(kind, base, { name: 'Theirs', defaultModel: 'gpt-gone' })).body).toMatchObject({
      errors: [{ path: 'defaultModel', code: 'model_unknown' }],
    });
  });
});
