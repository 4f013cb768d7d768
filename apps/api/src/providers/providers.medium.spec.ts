import { AuditEntry, EventRecord, ModelProvider, WorkspaceMember, sealContext } from '@nora/domain';
import { ScriptedProvider, type SeenCall } from '../testing/scripted-provider';
import { TestAccess } from '../testing/test-access';
import { startTestApi, type Member, type TestApi } from '../testing/test-api';
import type { TestAnswer } from '../testing/test-client';

const KEY = 'sk-right-key-0123456789abcdef9f2c';
const OTHER_KEY = 'sk-other-key-0123456789abcdef77aa';
const LIST = { data: [{ id: 'small' }, { id: 'large', context_length: 64_000 }] };

const bearerOf = ({ headers }: SeenCall) => headers.authorization?.replace(/^Bearer /, '');

/** Takes the two keys, and repeats any other one in its refusal. */
const well = (call: SeenCall) => {
  const key = bearerOf(call);
  if (key !== KEY && key !== OTHER_KEY) {
    return { status: 401, body: { error: { message: `Incorrect API key provided: ${key ?? 'none'}.` } } };
  }
  return call.path.endsWith('/models')
    ? { status: 200, body: LIST }
    : { status: 404, body: { error: { message: 'no such model' } } };
};

describe('providers of a workspace', () => {
  let api: TestApi;
  let owner: Member;
  let server: ScriptedProvider;

  beforeAll(async () => {
    api = await startTestApi([new TestAccess()], { OUTBOUND_ALLOWED_CIDRS: '127.0.0.1' });
    server = await ScriptedProvider.start(well);
  });

  beforeEach(async () => {
    owner = await api.member();
    server.answers(well);
  });

  afterAll(async () => {
    await server.close();
    await api.close();
  });

  const path = (rest = '', { workspaceId } = owner) => `/api/workspaces/${workspaceId}/providers${rest}`;
  const wanted = (more: object = {}) => ({
    ...{
      name: 'Ours',
      kind: 'openai-compatible',
      baseUrl: `${server.url}/v1`,
      apiKey: KEY,
      defaultModel: 'small',
    },
    ...more,
  });
  const create = (more: object = {}): Promise<TestAnswer> => owner.client.post(path(), wanted(more));
  const idOf = ({ status, body }: TestAnswer) => {
    if (status !== 201) throw new Error(JSON.stringify(body));
    return body['id'] as string;
  };

  it('are made after a test with the key, shown without it, and kept sealed', async () => {
    const made = await create({ baseUrl: `${server.url}/v1/` });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      ...{ name: 'Ours', kind: 'openai-compatible', kindLabel: 'OpenAI-compatible', shape: 'openai-chat' },
      ...{
        baseUrl: `${server.url}/v1`,
        usualBaseUrl: false,
        keyHint: 'sk-…9f2c',
        enabled: true,
        isDefault: false,
      },
      ...{ defaultModel: 'small', testFault: null, agents: [], agentCount: 0 },
    });
    expect(Date.parse(made.body['testedAt'] as string)).toBeGreaterThan(Date.now() - 60_000);
    expect(server.seen.map(({ method, path: asked }) => `${method} ${asked}`)).toEqual(['GET /v1/models']);
    const id = idOf(made);
    expect((await owner.client.get(path(`/${id}`))).body).toEqual(made.body);
    expect((await owner.client.get(path())).body).toEqual({ items: [made.body], nextCursor: null });
    const row = await api.dataSource.manager.findOneByOrFail(ModelProvider, { id });
    expect(row.apiKey).not.toContain(KEY);
    expect(api.sealed.open(row.apiKey ?? '', sealContext(ModelProvider, 'apiKey', id))).toBe(KEY);
  });

  it('are never echoed: no answer, audit entry or event holds a key, however it was refused', async () => {
    const wrong = 'sk-wrong-key-0123456789abcdef1234';
    const refused = await create({ apiKey: wrong });
    const malformed = await create({ apiKey: `${wrong} with space` });
    const id = idOf(await create());
    const changed = await owner.client.patch(path(`/${id}`), { apiKey: OTHER_KEY });
    const failed = await owner.client.patch(path(`/${id}`), { apiKey: wrong });
    const tried = await owner.client.post(path('/test'), wanted({ apiKey: wrong, name: undefined }));
    const rows = await api.dataSource.manager.findBy(AuditEntry, { workspaceId: owner.workspaceId });
    const events = await api.dataSource.manager.findBy(EventRecord, { workspaceId: owner.workspaceId });
    const answers = [refused, malformed, changed, failed, tried].map(({ body }) => body);
    const told = JSON.stringify([answers, rows, events]);
    for (const key of [KEY, OTHER_KEY, wrong]) expect(told).not.toContain(key);
    expect(refused.body).toMatchObject({
      code: 'provider_test_failed',
      errors: [{ path: 'apiKey', code: 'key_refused' }],
    });
    expect(refused.body['detail']).toContain('Incorrect API key provided: …');
  });

  it.each<[string, () => Parameters<ScriptedProvider['answers']>[0], string, string]>([
    [
      'an address that redirects',
      () => () => ({ status: 302, body: '', headers: { location: '/v2' } }),
      'baseUrl',
      'redirected',
    ],
    [
      'an address that is no such API',
      () => () => ({ status: 200, body: '<html>' }),
      'baseUrl',
      'not_such_an_api',
    ],
    ['a provider that fails', () => () => ({ status: 503, body: {} }), 'baseUrl', 'provider_failed'],
    ['a key whose quota is used up', () => () => ({ status: 429, body: {} }), 'apiKey', 'quota_exhausted'],
    [
      'no list and an unknown model',
      () => () => ({ status: 404, body: {} }),
      'defaultModel',
      'model_unknown',
    ],
  ])('are not made of %s', async (_, answer, field, code) => {
    server.answers(answer());
    const { status, body } = await create();
    expect([status, body['code']]).toEqual([422, 'provider_test_failed']);
    expect(body['errors']).toEqual([expect.objectContaining({ path: field, code })]);
    expect((await owner.client.get(path())).body['items']).toEqual([]);
    expect((await create({ skipTest: true })).body).toMatchObject({ testedAt: null, testFault: null });
  });

  it.each([
    ['http://10.0.0.1/v1', 'address_not_allowed', 'OUTBOUND_ALLOWED_CIDRS'],
    ['http://169.254.169.254/latest', 'address_not_allowed', 'OUTBOUND_ALLOWED_CIDRS'],
    ['http://[::1]:8080/v1', 'address_not_allowed', 'OUTBOUND_ALLOWED_CIDRS'],
    ['http://127.0.0.1:6379/v1', 'address_not_allowed', 'port'],
    ['http://no-such-host.invalid/v1', 'unreachable', 'not known'],
  ])('are not asked for at %s', async (baseUrl, code, word) => {
    const { body } = await create({ baseUrl });
    expect(body).toMatchObject({
      status: 422,
      code: 'provider_test_failed',
      errors: [{ path: 'baseUrl', code }],
    });
    expect(body['detail']).toContain(word);
  });

  it.each([
    ['file:///etc/passwd'],
    ['http://user:secret@example.com/v1'],
    ['https://example.com/v1?key=1'],
    ['https://example.com/v1#here'],
    ['example.com'],
  ])('have no address like %s', async (baseUrl) => {
    expect((await create({ baseUrl })).body).toMatchObject({
      ...{ status: 422, code: 'validation_failed', errors: [{ path: 'baseUrl' }] },
    });
  });

  it('ask one word of a model that is not listed', async () => {
    server.answers((call) =>
      call.path.endsWith('/models') ? well(call) : { status: 200, body: { choices: [] } },
    );
    expect((await create({ defaultModel: 'alias-of-large' })).status).toBe(201);
    const [, asked] = server.seen;
    expect(asked).toMatchObject({ method: 'POST', path: '/v1/chat/completions' });
    expect(JSON.parse(asked?.body ?? '')).toMatchObject({ model: 'alias-of-large', max_tokens: 1 });
  });

  it('are asked as their kind has it', async () => {
    server.answers(() => ({ status: 200, body: { data: [{ id: 'claude-x', display_name: 'Claude X' }] } }));
    expect((await create({ kind: 'anthropic', defaultModel: 'claude-x' })).body).toMatchObject({
      ...{ shape: 'anthropic-messages', kindLabel: 'Anthropic' },
    });
    expect(server.seen[0]?.headers).toMatchObject({ 'x-api-key': KEY, 'anthropic-version': '2023-06-01' });
    expect(server.seen[0]?.headers.authorization).toBeUndefined();
    server.answers(() => ({ status: 200, body: { models: [{ name: 'models/gemini-x' }] } }));
    expect((await create({ name: 'G', kind: 'google', defaultModel: 'gemini-x' })).status).toBe(201);
    expect(server.seen[0]?.headers['x-goog-api-key']).toBe(KEY);
  });

  it('need what their kind needs', async () => {
    const message = (body: object) => owner.client.post(path(), { name: 'X', defaultModel: 'm', ...body });
    expect((await message({ kind: 'openai' })).body).toMatchObject({
      errors: [{ path: 'apiKey', code: 'required' }],
    });
    expect((await message({ kind: 'ollama' })).body).toMatchObject({
      errors: [{ path: 'baseUrl', code: 'required' }],
    });
    expect((await message({ kind: 'demo' })).body).toMatchObject({ errors: [{ path: 'kind' }] });
  });

  it('do not send a key to another address than the one it was given for', async () => {
    const id = idOf(await create());
    const thief = await ScriptedProvider.start(() => ({ status: 200, body: LIST }));
    try {
      for (const more of [{}, { skipTest: true }]) {
        const { body } = await owner.client.patch(path(`/${id}`), { baseUrl: thief.url, ...more });
        expect(body).toMatchObject({ status: 422, errors: [{ path: 'apiKey', code: 'required' }] });
      }
      expect(thief.seen).toEqual([]);
      const both = await owner.client.patch(path(`/${id}`), { baseUrl: thief.url, apiKey: OTHER_KEY });
      expect(both.status).toBe(200);
      expect(thief.seen.map(bearerOf)).toEqual([OTHER_KEY]);
    } finally {
      await thief.close();
    }
  });

  it('do not get a key together with an address that somebody else has put there meanwhile', async () => {
    const id = idOf(await create());
    const thief = await ScriptedProvider.start(() => ({ status: 200, body: LIST }));
    let moved: TestAnswer | undefined;
    server.answers(async (call) => {
      moved ??= await owner.client.patch(path(`/${id}`), { baseUrl: thief.url, apiKey: 'sk-of-the-thief' });
      return well(call);
    });
    try {
      const rotated = await owner.client.patch(path(`/${id}`), { apiKey: OTHER_KEY });
      expect([moved?.status, rotated.status, rotated.body['code']]).toEqual([200, 409, 'conflict']);
      const row = await api.dataSource.manager.findOneByOrFail(ModelProvider, { id });
      expect(api.sealed.open(row.apiKey ?? '', sealContext(ModelProvider, 'apiKey', id))).toBe(
        'sk-of-the-thief',
      );
    } finally {
      await thief.close();
    }
  });

  it('keep what two people change at the same moment', async () => {
    const id = idOf(await create());
    await Promise.all(
      [{ name: 'Renamed' }, { enabled: false }].map((body) => owner.client.patch(path(`/${id}`), body)),
    );
    expect((await owner.client.get(path(`/${id}`))).body).toMatchObject({ name: 'Renamed', enabled: false });
  });

  it('have one default, whoever asks at the same moment', async () => {
    const ids = await Promise.all(
      ['A', 'B', 'C', 'D'].map(async (name) => idOf(await create({ name, isDefault: true }))),
    );
    const defaults = async () => {
      const { body } = await owner.client.get(path());
      return (body['items'] as { id: string; isDefault: boolean }[]).filter(({ isDefault }) => isDefault);
    };
    expect(await defaults()).toHaveLength(1);
    const answers = await Promise.all(
      ids.map((id) => owner.client.patch(path(`/${id}`), { isDefault: true })),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(await defaults()).toHaveLength(1);
  });

  it('have a name of their own, whoever asks at the same moment', async () => {
    const answers = await Promise.all([1, 2, 3].map(() => create()));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
    expect(answers.find(({ status }) => status === 409)?.body).toMatchObject({ code: 'name_taken' });
  });

  it('are tested as they are, and the list shows what came of it', async () => {
    const id = idOf(await create());
    expect((await owner.client.post(path(`/${id}/test`))).body).toMatchObject({
      ...{ succeeded: true, fault: null, models: ['large', 'small'] },
    });
    server.answers(() => ({ status: 500, body: { error: 'out of memory' } }));
    const { status, body } = await owner.client.post(path(`/${id}/test`));
    expect(status).toBe(200);
    expect(body).toMatchObject({ succeeded: false, fault: { code: 'provider_failed', path: 'baseUrl' } });
    expect((await owner.client.get(path(`/${id}`))).body['testFault']).toContain('It says: out of memory');
  });

  it('are tried out before they are saved, and nothing is kept', async () => {
    const { kind, baseUrl, apiKey } = wanted();
    expect((await owner.client.post(path('/test'), { kind, baseUrl, apiKey })).body).toMatchObject({
      ...{ succeeded: true, models: ['large', 'small'] },
    });
    expect((await owner.client.get(path())).body['items']).toEqual([]);
  });

  it('are seen by viewers and editors, and set up by admins', async () => {
    const id = idOf(await create());
    for (const role of ['viewer', 'editor'] as const) {
      const member = await api.member(`A ${role}`);
      const { workspaceId } = owner;
      await api.dataSource.manager.insert(WorkspaceMember, { workspaceId, userId: member.userId, role });
      expect((await member.client.get(path(`/${id}`))).status).toBe(200);
      expect((await member.client.patch(path(`/${id}`), { name: 'Mine' })).status).toBe(403);
      expect((await member.client.post(path('/test'), wanted())).status).toBe(403);
    }
  });
});
