import { AuditEntry, Identity, OneTimeToken, SecondFactor, Session, User } from '@nora/domain';
import { PASSWORD, startTestApi, type Member, type TestApi } from '../../testing/test-api';
import { TestMailbox, tokenOf } from '../../testing/test-mailbox';

const NEW = 'seven loud cranes leave';
const SITE = 'https://nora.example';

describe('links', () => {
  let api: TestApi;
  let mailbox: TestMailbox;

  beforeAll(async () => {
    mailbox = await TestMailbox.open();
    api = await startTestApi([], {
      ...{ SMTP_URL: mailbox.url, PUBLIC_URL: SITE, SIGNUP_ENABLED: 'true', RATE_LIMIT_MAILS: '3' },
    });
    await api.member();
  });

  afterAll(async () => {
    await api.close();
    await mailbox.close();
  });

  const post = async (path: string, body: object) => {
    const { status, body: answer } = await api.visitor().post(`/api/auth/${path}`, body);
    return [status, answer['code']];
  };
  const logIn = (email: string, password: string) =>
    api.visitor().post('/api/auth/login', { email, password });
  const requestReset = (email: string) => api.visitor().post('/api/auth/password-reset', { email });
  const resetToken = async (email: string, number = 1): Promise<string> => {
    expect((await requestReset(email)).status).toBe(202);
    return tokenOf((await mailbox.mailTo(email, number)).link);
  };
  const user = (id: string) => api.dataSource.manager.findOneByOrFail(User, { id });
  const verified = (id: string) =>
    api.dataSource.manager.update(User, { id }, { emailVerifiedAt: new Date() });

  const identityOf = async (userId: string) => {
    const { manager } = api.dataSource;
    const fields = { userId, provider: 'github', subject: userId, email: null, lastUsedAt: null };
    await manager.insert(Identity, manager.create(Identity, fields));
  };

  describe('that reset a password', () => {
    it('give a new one, once, and end every session', async () => {
      const { email, userId, client } = await api.member();
      const token = await resetToken(email);
      const { link, subject } = await mailbox.mailTo(email);
      expect(link).toBe(`${SITE}/reset-password#token=${token}`);
      expect(subject).toBe('Reset your Nora password');
      const check = await api.visitor().post('/api/auth/links/check', { kind: 'password-reset', token });
      expect([check.status, check.body]).toEqual([200, { email, name: 'Ada' }]);

      expect(await post('password-reset/complete', { token, password: NEW })).toEqual([204, undefined]);
      expect((await client.get('/api/auth/me')).status).toBe(401);
      expect((await logIn(email, PASSWORD)).status).toBe(401);
      expect((await logIn(email, NEW)).status).toBe(200);
      expect((await user(userId)).emailVerifiedAt).not.toBeNull();
      expect(await post('password-reset/complete', { token, password: NEW })).toEqual([410, 'link_used']);
      expect(await post('links/check', { kind: 'password-reset', token })).toEqual([410, 'link_used']);
      expect((await mailbox.mailTo(email, 2)).subject).toBe('Your Nora password was changed');
      const entry = { action: 'auth.password-reset', resourceId: userId };
      expect(await api.dataSource.manager.findOneByOrFail(AuditEntry, entry)).toMatchObject({
        ...{ actorType: 'user', actorId: userId, details: { way: 'mailed', emailVerified: true } },
      });
    });

    it('work for one of two who use them at the same moment', async () => {
      const { email } = await api.member();
      const token = await resetToken(email);
      const passwords = ['one long enough password', 'two long enough password'];
      const answers = await Promise.all(
        passwords.map((password) => post('password-reset/complete', { token, password })),
      );
      expect(answers.map(([status]) => status).sort()).toEqual([204, 410]);
      const winner = answers.findIndex(([status]) => status === 204);
      expect((await logIn(email, passwords[winner]!)).status).toBe(200);
      expect((await logIn(email, passwords[1 - winner]!)).status).toBe(401);
    });

    it('answer a stranger as they answer an account, and mail nothing', async () => {
      const { email } = await api.member();
      const disabled = await api.member();
      await api.dataSource.manager.update(User, { id: disabled.userId }, { disabledAt: new Date() });
      const answers = [];
      for (const address of [email, 'nobody@example.test', disabled.email])
        answers.push(await requestReset(address));
      for (const { status, body } of answers) expect([status, body]).toEqual([202, {}]);
      await mailbox.mailTo(email);
      const { manager } = api.dataSource;
      for (let round = 0; round < 100; round += 1) {
        const refused = { action: 'auth.password-reset-request', outcome: 'refused' as const };
        if ((await manager.countBy(AuditEntry, refused)) === 2) break;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      expect(mailbox.received.some(({ to }) => [disabled.email, 'nobody@example.test'].includes(to))).toBe(
        false,
      );
    });

    it('are worth nothing once there is a newer one, an hour has gone, or the account is disabled', async () => {
      const { email, userId } = await api.member();
      const [older, newer] = [await resetToken(email), await resetToken(email, 2)];
      const expired = [410, 'link_expired'];
      expect(await post('password-reset/complete', { token: older, password: NEW })).toEqual(expired);
      const { manager } = api.dataSource;
      const { expiresAt } = (
        await manager.find(OneTimeToken, { where: { userId }, order: { id: 'ASC' } })
      )[1]!;
      expect(expiresAt.getTime() - Date.now()).toBeGreaterThan(59 * 60_000);
      expect(expiresAt.getTime() - Date.now()).toBeLessThanOrEqual(60 * 60_000);
      await manager.update(User, { id: userId }, { disabledAt: new Date() });
      expect(await post('password-reset/complete', { token: newer, password: NEW })).toEqual(expired);
      await manager.update(User, { id: userId }, { disabledAt: null });
      await manager.update(OneTimeToken, { userId }, { expiresAt: new Date(Date.now() - 1) });
      expect(await post('password-reset/complete', { token: newer, password: NEW })).toEqual(expired);
      expect(await post('links/check', { kind: 'password-reset', token: newer })).toEqual(expired);
    });

    it('do for no other purpose, and are not to be guessed', async () => {
      const { email } = await api.member();
      const token = await resetToken(email);
      const unknown = [404, 'not_found'];
      expect(await post('email-verification/complete', { token })).toEqual(unknown);
      expect(await post('links/check', { kind: 'email-verification', token })).toEqual(unknown);
      expect(await post('password-reset/complete', { token: `${token}x`, password: NEW })).toEqual(unknown);
      expect(await post('password-reset/complete', { token, password: 'short' })).toEqual([
        422,
        'validation_failed',
      ]);
      expect(await post('password-reset/complete', { token, password: NEW })).toEqual([204, undefined]);
    });

    it('leave whoever opened an account with a stranger’s address no way in', async () => {
      const { email, userId, client, workspaceId } = await api.member();
      const { manager } = api.dataSource;
      await identityOf(userId);
      const keyPath = `/api/workspaces/${workspaceId}/api-keys`;
      const { body } = await client.post(keyPath, { name: 'Left behind', scopes: ['workspaces:read'] });
      const key = { authorization: `Bearer ${body['key'] as string}` };
      expect((await api.visitor().call('GET', '/api/workspaces', undefined, key)).status).toBe(200);
      await post('password-reset/complete', { token: await resetToken(email), password: NEW });
      expect(await manager.countBy(Identity, { userId })).toBe(0);
      expect((await api.visitor().call('GET', '/api/workspaces', undefined, key)).status).toBe(401);
    });

    it('leave a second factor on, which the mailbox alone must not get past', async () => {
      const { email, userId } = await api.member();
      const on = { userId, secret: 'sealed', recoveryCodes: null, confirmedAt: new Date(), lastStep: null };
      await api.dataSource.manager.insert(SecondFactor, on);
      await post('password-reset/complete', { token: await resetToken(email), password: NEW });
      const { status, body } = await logIn(email, NEW);
      expect([status, body['code']]).toEqual([401, 'second_factor_required']);
    });

    it('leave identities and keys to an account whose address was proven before', async () => {
      const { email, userId } = await api.member();
      await verified(userId);
      const { manager } = api.dataSource;
      await identityOf(userId);
      await post('password-reset/complete', { token: await resetToken(email), password: NEW });
      expect(await manager.countBy(Identity, { userId })).toBe(1);
    });

    it('are mailed to one address a few times only', async () => {
      const statuses = [];
      for (let round = 0; round < 4; round += 1)
        statuses.push((await requestReset('often@example.test')).status);
      expect(statuses).toEqual([202, 202, 202, 429]);
    });
  });

  describe('that prove an address', () => {
    const asked = (member: Member) => member.client.post('/api/account/email-verification');

    it('are mailed at sign-up, and name nothing that a stranger chose', async () => {
      const client = api.visitor();
      const body = { email: 'grace@example.test', password: PASSWORD, name: 'Visit http://evil.example' };
      expect((await client.post('/api/auth/sign-up', body)).body).toMatchObject({ emailVerified: false });
      const mail = await mailbox.mailTo('grace@example.test');
      expect(mail.text).not.toContain('evil');
      const token = tokenOf(mail.link);
      expect(mail.link).toBe(`${SITE}/verify-email#token=${token}`);
      expect(await post('email-verification/complete', { token })).toEqual([204, undefined]);
      expect((await client.get('/api/auth/me')).body).toMatchObject({ emailVerified: true });
      expect(await post('email-verification/complete', { token })).toEqual([410, 'link_used']);
    });

    it('can be asked for again, until the address is proven', async () => {
      const member = await api.member();
      expect((await asked(member)).status).toBe(202);
      expect((await asked(member)).status).toBe(202);
      const [first, second] = [await mailbox.mailTo(member.email), await mailbox.mailTo(member.email, 2)];
      expect(await post('email-verification/complete', { token: tokenOf(first.link) })).toEqual([
        410,
        'link_expired',
      ]);
      expect(await post('email-verification/complete', { token: tokenOf(second.link) })).toEqual([
        204,
        undefined,
      ]);
      const { status, body } = await asked(member);
      expect([status, body['code']]).toEqual([409, 'conflict']);
    });

    it('prove no address that the account has left', async () => {
      const member = await api.member();
      await asked(member);
      const token = tokenOf((await mailbox.mailTo(member.email)).link);
      await api.dataSource.manager.update(User, { id: member.userId }, { email: `new-${member.email}` });
      expect(await post('email-verification/complete', { token })).toEqual([410, 'link_expired']);
      expect((await user(member.userId)).emailVerifiedAt).toBeNull();
    });

    it('are told to have failed when the mail server refuses', async () => {
      const member = await api.member();
      mailbox.refused.add(member.email);
      const { status, body } = await asked(member);
      expect([status, body['code']]).toEqual([502, 'mail_failed']);
    });
  });

  it('are kept as hashes, and recorded nowhere', async () => {
    const { email } = await api.member();
    const token = await resetToken(email);
    const { manager } = api.dataSource;
    const kept = [
      await manager.find(OneTimeToken),
      await manager.find(AuditEntry),
      await manager.find(Session),
    ];
    expect(JSON.stringify(kept)).not.toContain(token);
  });

  describe('where no mail is sent', () => {
    let silent: TestApi;

    beforeAll(async () => {
      silent = await startTestApi([], { SIGNUP_ENABLED: 'true' });
    });

    afterAll(() => silent.close());

    it('are promised to nobody', async () => {
      const { client, email } = await silent.member();
      expect((await silent.visitor().post('/api/auth/password-reset', { email })).status).toBe(202);
      const asked = await client.post('/api/account/email-verification');
      expect([asked.status, asked.body['code']]).toEqual([409, 'mail_not_configured']);
      const body = { email: 'grace@example.test', password: PASSWORD, name: 'Grace' };
      expect((await silent.visitor().post('/api/auth/sign-up', body)).status).toBe(201);
      expect(await silent.dataSource.manager.count(OneTimeToken)).toBe(0);
    });
  });
});
