import { AuditEntry, Session, User } from '@nora/domain';
import { CLAIM_TOKEN, PASSWORD, startTestApi, type TestApi } from '../testing/test-api';

describe('accounts', () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await startTestApi();
  });

  afterAll(() => api.close());

  const claimOf = (email: string) => ({ claimToken: CLAIM_TOKEN, email, password: PASSWORD, name: 'Ada' });

  it('belong to one of two who claim the server at the same moment', async () => {
    expect((await api.visitor().get('/api/auth/bootstrap')).body).toMatchObject({ needsFirstAdmin: true });
    const claimants = [api.visitor(), api.visitor()];
    const answers = await Promise.all(
      claimants.map((client, index) =>
        client.post('/api/auth/claim', claimOf(`First-${index}@Example.test`)),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
    const refused = answers.find(({ status }) => status === 409);
    expect(refused?.body).toMatchObject({ code: 'already_claimed' });
    expect(await api.dataSource.manager.count(User)).toBe(1);
    const winner = claimants.find(({ cookie }) => cookie !== null);
    const me = await winner?.get('/api/auth/me');
    expect(me?.body).toMatchObject({
      platformRole: 'admin',
      email: expect.stringMatching(/^first-\d@example.test$/),
    });
    const workspaces = await winner?.get('/api/workspaces');
    expect(workspaces?.body).toMatchObject({
      items: [{ name: "Ada's workspace", role: 'owner', personal: true }],
    });
    expect((await api.visitor().get('/api/auth/bootstrap')).body).toMatchObject({ needsFirstAdmin: false });
  });

  it('give the same answer to a wrong password, an unknown address and a disabled account, and record it', async () => {
    const { email, userId } = await api.member();
    const disabled = await api.member();
    await api.dataSource.manager.update(User, { id: disabled.userId }, { disabledAt: new Date() });
    const attempts = [
      { email, password: 'wrong' },
      { email: 'nobody@example.test', password: PASSWORD },
      { email: disabled.email, password: PASSWORD },
    ];
    const answers = await Promise.all(attempts.map((body) => api.visitor().post('/api/auth/login', body)));
    const seen = answers.map(({ status, body }) => ({ status, ...body, correlationId: '' }));
    expect(seen[0]).toMatchObject({ status: 401, code: 'invalid_credentials' });
    expect(seen[1]).toEqual(seen[0]);
    expect(seen[2]).toEqual(seen[0]);
    const refused = { action: 'auth.login', outcome: 'refused' as const };
    expect(await api.dataSource.manager.countBy(AuditEntry, refused)).toBe(3);
    expect(await api.dataSource.manager.countBy(AuditEntry, { ...refused, resourceId: userId })).toBe(1);
  });

  it.each([
    ['a password', 'post', '/api/auth/login', { email: 'a@example.test', password: 'a\0' }],
    ['an address', 'post', '/api/auth/login', { email: 'a\0@example.test', password: 'a' }],
    ['half a character', 'post', '/api/auth/password-reset', { email: 'a\uD83D@example.test' }],
    ['a query', 'get', '/api/workspaces?cursor=a%00', undefined],
  ] as const)('take no text that cannot be kept: %s', async (_, method, path, body) => {
    const client = api.visitor();
    const answer = method === 'get' ? await client.get(path) : await client.post(path, body);
    expect([answer.status, answer.body['code']]).toEqual([422, 'validation_failed']);
  });

  it('take about as long to refuse an unknown address as a wrong password', async () => {
    const { email } = await api.member();
    const timed = async (address: string): Promise<number> => {
      const start = performance.now();
      await api.visitor().post('/api/auth/login', { email: address, password: 'wrong' });
      return performance.now() - start;
    };
    // In turns, and the least of each: what else the machine does must not count.
    let [known, unknown] = [Infinity, Infinity];
    for (let round = 0; round < 10; round += 1) {
      known = Math.min(known, await timed(email));
      unknown = Math.min(unknown, await timed('nobody@example.test'));
    }
    expect(unknown / known).toBeGreaterThan(0.5);
    expect(unknown / known).toBeLessThan(2);
  });

  it('are signed in by a cookie that scripts cannot read', async () => {
    const { email } = await api.member();
    const { headers } = await api
      .visitor()
      .post('/api/auth/login', { email: email.toUpperCase(), password: PASSWORD });
    const [cookie = ''] = headers.getSetCookie();
    expect(cookie).toMatch(
      /^nora_session=[^;]+; Max-Age=\d+; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Lax$/,
    );
  });

  it('are signed out for good: the old cookie is worth nothing', async () => {
    const { client } = await api.member();
    const { cookie } = client;
    expect((await client.post('/api/auth/logout')).status).toBe(204);
    client.cookie = cookie;
    expect((await client.get('/api/auth/me')).body).toMatchObject({ status: 401, code: 'unauthenticated' });
  });

  it('lose their sessions when these expire or the account is disabled', async () => {
    const [expired, disabled] = [await api.member(), await api.member()];
    const past = new Date(Date.now() - 1_000);
    await api.dataSource.manager.update(Session, { userId: expired.userId }, { expiresAt: past });
    await api.dataSource.manager.update(User, { id: disabled.userId }, { disabledAt: past });
    expect((await expired.client.get('/api/auth/me')).status).toBe(401);
    expect((await disabled.client.get('/api/auth/me')).status).toBe(401);
  });

  it('keep a session alive by using it, written at most once a minute', async () => {
    const { client, userId } = await api.member();
    const longAgo = new Date(Date.now() - 3_600_000);
    const soon = new Date(Date.now() + 60_000);
    await api.dataSource.manager.update(Session, { userId }, { lastUsedAt: longAgo, expiresAt: soon });
    await Promise.all([client.get('/api/auth/me'), client.get('/api/auth/me')]);
    const touched = await api.dataSource.manager.findOneByOrFail(Session, { userId });
    expect(touched.lastUsedAt.getTime()).toBeGreaterThan(Date.now() - 10_000);
    expect(touched.expiresAt.getTime()).toBeGreaterThan(Date.now() + 13 * 24 * 3_600_000);
    await client.get('/api/auth/me');
    const again = await api.dataSource.manager.findOneByOrFail(Session, { userId });
    expect(again.lastUsedAt).toEqual(touched.lastUsedAt);
  });
});
