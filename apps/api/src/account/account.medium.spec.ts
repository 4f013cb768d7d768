import { AuditEntry, User } from '@nora/domain';
import { meet } from '../testing/meet';
import { PASSWORD, startTestApi, type Member, type TestApi } from '../testing/test-api';

const NEW = 'seven loud cranes leave';
const PNG =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

describe('an account', () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await startTestApi();
  });

  afterAll(() => api.close());

  const auditOf = (action: string, resourceId: string) =>
    api.dataSource.manager.findOneByOrFail(AuditEntry, { action, resourceId });

  /** Signs a member in once more. */
  const again = async ({ email }: Member) => {
    const client = api.visitor();
    await client.post('/api/auth/login', { email, password: PASSWORD });
    return client;
  };

  describe('changes what it says of itself', () => {
    it('part by part, and what was before and after is recorded', async () => {
      const { client, userId } = await api.member();
      const changes = { name: ' Ada Lovelace ', avatar: PNG, locale: 'pt-br', theme: 'dark' };
      const { status, body } = await client.patch('/api/account', changes);
      expect(status).toBe(200);
      expect(body).toMatchObject({ name: 'Ada Lovelace', avatar: PNG, locale: 'pt-BR', theme: 'dark' });
      expect((await client.get('/api/auth/me')).body).toEqual(body);
      expect(await auditOf('account.update', userId)).toMatchObject({
        before: { name: 'Ada', avatar: null, locale: null, theme: 'auto' },
        after: { name: 'Ada Lovelace', avatar: 'set', locale: 'pt-BR', theme: 'dark' },
      });
      const cleared = await client.patch('/api/account', { avatar: null, locale: null });
      expect(cleared.body).toMatchObject({ name: 'Ada Lovelace', avatar: null, locale: null, theme: 'dark' });
    });

    it.each([
      ['a name of nothing', { name: ' ' }],
      ['no name', { name: null }],
      ['a picture from elsewhere', { avatar: 'https://evil.example/a.png' }],
      ['a picture that can hold scripts', { avatar: 'data:image/svg+xml;base64,PHN2Zy8+' }],
      ['a picture that is none', { avatar: 'data:image/png;base64,aGVsbG8=' }],
      ['a language that is none', { locale: 'not a locale' }],
      ['a look that is none', { theme: 'pink' }],
      ['a role', { platformRole: 'admin' }],
      ['another address', { email: 'a@example.test' }],
    ])('but not to %s', async (_, changes) => {
      const { client } = await api.member();
      const { status, body } = await client.patch('/api/account', changes);
      expect([status, body['code']]).toEqual([422, 'validation_failed']);
    });
  });

  describe('changes its password', () => {
    it('when it knows the present one, and keeps this session only', async () => {
      const member = await api.member();
      const other = await again(member);
      const body = { currentPassword: PASSWORD, newPassword: NEW };
      expect((await member.client.post('/api/account/password', body)).status).toBe(204);
      expect((await member.client.get('/api/auth/me')).status).toBe(200);
      expect((await other.get('/api/auth/me')).status).toBe(401);
      const login = { email: member.email, password: NEW };
      expect((await api.visitor().post('/api/auth/login', login)).status).toBe(200);
      const entry = await auditOf('account.password-change', member.userId);
      expect(entry.details).toEqual({ sessionsEnded: 1, hadPassword: true });
    });

    it.each([
      ['with a wrong one', { currentPassword: 'wrong', newPassword: NEW }],
      ['without it', { newPassword: NEW }],
    ])('not %s', async (_, body) => {
      const { client, userId } = await api.member();
      const answer = await client.post('/api/account/password', body);
      expect([answer.status, answer.body['code']]).toEqual([403, 'password_wrong']);
      expect((await auditOf('account.password-proof', userId)).outcome).toBe('refused');
    });

    it('without one where it has none', async () => {
      const { client, userId, email } = await api.member();
      await api.dataSource.manager.update(User, { id: userId }, { passwordHash: null });
      expect((await client.get('/api/auth/me')).body).toMatchObject({ hasPassword: false });
      expect((await api.visitor().post('/api/auth/login', { email, password: PASSWORD })).status).toBe(401);
      expect((await client.post('/api/account/password', { newPassword: NEW })).status).toBe(204);
      expect((await client.get('/api/auth/me')).body).toMatchObject({ hasPassword: true });
    });

    const lock = 'SELECT FROM users WHERE id = $1 FOR UPDATE';
    const another = (currentPassword: string, newPassword: string) => ({ currentPassword, newPassword });

    it('once, when two who know the present one do it at the same moment', async () => {
      const member = await api.member();
      const other = await again(member);
      const [first, second] = await meet(
        api.dataSource,
        lock,
        [member.userId],
        [
          () => member.client.post('/api/account/password', another(PASSWORD, NEW)),
          () => other.post('/api/account/password', another(PASSWORD, 'one more long password')),
        ],
      );
      expect([first?.status, second?.status, second?.body['code']]).toEqual([204, 403, 'password_wrong']);
      const login = { email: member.email, password: NEW };
      expect((await api.visitor().post('/api/auth/login', login)).status).toBe(200);
    });

    it('and a log-in begun with the old one opens no session afterwards', async () => {
      const member = await api.member();
      const client = api.visitor();
      const [changed, login] = await meet(
        api.dataSource,
        lock,
        [member.userId],
        [
          () => member.client.post('/api/account/password', another(PASSWORD, NEW)),
          () => client.post('/api/auth/login', { email: member.email, password: PASSWORD }),
        ],
      );
      expect([changed?.status, login?.status]).toEqual([204, 401]);
      expect((await client.get('/api/auth/me')).status).toBe(401);
    });
  });

  it('guesses the password of a stolen session a few times only', async () => {
    const limited = await startTestApi([], { RATE_LIMIT_LOGINS: '4' });
    const { client } = await limited.member();
    const statuses = [];
    for (let round = 0; round < 4; round += 1) {
      const { status } = await client.post('/api/account/password', {
        currentPassword: 'x',
        newPassword: NEW,
      });
      statuses.push(status);
    }
    await limited.close();
    // The log-in was the first of four.
    expect(statuses).toEqual([403, 403, 403, 429]);
  });
});
