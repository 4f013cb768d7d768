import { AuditEntry, Identity, OauthAttempt, User } from '@nora/domain';
import { TestIssuer, type TestPerson } from '@nora/testing';
import { PASSWORD, startTestApi, type TestApi } from '../testing/test-api';
import type { TestAnswer, TestClient } from '../testing/test-client';

const ROUTE = '/api/auth/oauth/oidc';

describe('a log-in at an OpenID Connect provider', () => {
  let api: TestApi;
  let issuer: TestIssuer;
  let environment: Record<string, string>;
  let count = 0;

  beforeAll(async () => {
    jest.spyOn(console, 'warn').mockImplementation();
    issuer = await TestIssuer.start({ redirectUri: 'http://localhost:8080/oauth/oidc' });
    environment = {
      OAUTH_OIDC_ISSUER: issuer.url,
      OUTBOUND_ALLOWED_CIDRS: '127.0.0.1',
      OAUTH_OIDC_NAME: 'Test ID',
      OAUTH_OIDC_CLIENT_ID: issuer.clientId,
      OAUTH_OIDC_CLIENT_SECRET: issuer.clientSecret,
    };
    api = await startTestApi([], { ...environment, SIGNUP_ENABLED: 'true' });
    await api.member('Somebody who was there before');
  });

  beforeEach(() => {
    issuer.person = newPerson();
  });

  afterAll(async () => {
    await api.close();
    await issuer.close();
    jest.restoreAllMocks();
  });

  function newPerson(): TestPerson {
    count += 1;
    const email = `Person-${count}@Example.test`;
    return { sub: `person-${count}`, email, email_verified: true, name: `Person ${count}` };
  }

  async function start(client: TestClient): Promise<string> {
    const { status, body } = await client.post(`${ROUTE}/start`, {});
    expect(status).toBe(200);
    return body['url'] as string;
  }

  const complete = (client: TestClient, returned: object): Promise<TestAnswer> =>
    client.post(`${ROUTE}/complete`, returned);

  async function logIn(client: TestClient): Promise<TestAnswer> {
    return complete(client, await issuer.visit(await start(client)));
  }

  const refusals = (email: string | undefined) =>
    api.dataSource.manager
      .createQueryBuilder(AuditEntry, 'a')
      .where(`a.outcome = 'refused' AND a.details->>'email' = :email`, { email })
      .getMany();

  describe('opens an account for a stranger', () => {
    it('with a verified address, no password, and a workspace of its own', async () => {
      const client = api.visitor();
      const { status, body } = await logIn(client);
      expect(status).toBe(200);
      expect(body).toMatchObject({
        ...{ email: issuer.person?.email?.toLowerCase(), emailVerified: true, hasPassword: false },
        ...{ name: issuer.person?.name, platformRole: 'user' },
      });
      expect((await client.get('/api/auth/me')).body).toEqual(body);
      const workspaces = await client.get('/api/workspaces');
      expect(workspaces.body).toMatchObject({ items: [{ personal: true, role: 'owner' }] });
      const sessions = await client.get('/api/account/sessions');
      expect(sessions.body).toMatchObject({ items: [{ method: 'oidc' }] });
      const [entry] = await api.dataSource.manager.findBy(AuditEntry, { resourceId: body['id'] as string });
      expect(entry).toMatchObject({ action: 'auth.sign-up', details: { method: 'oidc' } });
    });

    it('and finds it again, whatever the address is by then', async () => {
      const first = await logIn(api.visitor());
      issuer.person = { ...newPerson(), sub: issuer.person?.sub ?? '', email_verified: false };
      const again = await logIn(api.visitor());
      expect(again.body).toMatchObject({ id: first.body['id'], email: first.body['email'] });
      const identity = await api.dataSource.manager.findOneByOrFail(Identity, {
        userId: first.body['id'] as string,
      });
      const email = issuer.person.email?.toLowerCase();
      expect(identity).toMatchObject({ email, lastUsedAt: expect.any(Date) });
    });

    it('once, of two who come back at the same moment', async () => {
      const clients = [api.visitor(), api.visitor(), api.visitor()];
      const returns: Record<string, string>[] = [];
      for (const client of clients) returns.push(await issuer.visit(await start(client)));
      const answers = await Promise.all(
        clients.map((client, index) => complete(client, returns[index] ?? {})),
      );
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
      expect(new Set(answers.map(({ body }) => body['id'])).size).toBe(1);
    });

    it('not without a verified address', async () => {
      for (const email_verified of [false, undefined]) {
        const { sub, email = '' } = newPerson();
        issuer.person = { sub, email, ...(email_verified === undefined ? {} : { email_verified }) };
        const answer = await logIn(api.visitor());
        expect(answer.body).toMatchObject({ status: 403, code: 'email_unverified' });
        expect(await api.dataSource.manager.countBy(User, { email: email.toLowerCase() })).toBe(0);
        expect(await refusals(email.toLowerCase())).toMatchObject([
          { action: 'auth.login', details: { method: 'oidc', reason: 'email_unverified' } },
        ]);
      }
    });

    it('not under something that is no address, or as something that is no subject', async () => {
      issuer.person = { ...newPerson(), email: 'ada\u0000@example.test' };
      expect((await logIn(api.visitor())).body).toMatchObject({ status: 403, code: 'email_unverified' });
      issuer.person = { ...newPerson(), sub: 'per\u00f6\u0000n' };
      expect((await logIn(api.visitor())).body).toMatchObject({ status: 502, code: 'oauth_provider_failed' });
    });

    it('not under an address that has an account: that one is left alone until it is linked', async () => {
      const { email, userId } = await api.member();
      issuer.person = { ...newPerson(), email };
      const client = api.visitor();
      const answer = await logIn(client);
      expect(answer.body).toMatchObject({ status: 409, code: 'account_link_required' });
      expect(client.cookie).toBeNull();
      expect(await api.dataSource.manager.countBy(Identity, { userId })).toBe(0);
      expect(await refusals(email.toLowerCase())).toMatchObject([
        { details: { reason: 'account_link_required' } },
      ]);
    });

    it('not where sign-up is closed, while who has one still gets in', async () => {
      const closed = await startTestApi([], environment);
      try {
        const { userId } = await closed.member();
        const client = closed.visitor();
        expect((await logIn(client)).body).toMatchObject({ status: 403, code: 'signup_disabled' });
        const subject = `${issuer.url} ${issuer.person?.sub}`;
        const { manager } = closed.dataSource;
        const link = { userId, provider: 'oidc', subject, email: null, lastUsedAt: null };
        await manager.insert(Identity, manager.create(Identity, link));
        expect((await logIn(client)).body).toMatchObject({ id: userId });
      } finally {
        await closed.close();
      }
    });

    it('not before the server was claimed', async () => {
      const fresh = await startTestApi([], { ...environment, SIGNUP_ENABLED: 'true' });
      try {
        expect((await logIn(fresh.visitor())).body).toMatchObject({ status: 403, code: 'signup_disabled' });
      } finally {
        await fresh.close();
      }
    });
  });

  describe('is refused', () => {
    it('to a disabled account, as every log-in is', async () => {
      const { body } = await logIn(api.visitor());
      await api.dataSource.manager.update(User, { id: body['id'] as string }, { disabledAt: new Date() });
      const answer = await logIn(api.visitor());
      expect(answer.body).toMatchObject({ status: 401, code: 'invalid_credentials' });
    });

    it('with a state that was never given out', async () => {
      const client = api.visitor();
      const returned = await issuer.visit(await start(client));
      const answer = await complete(client, { ...returned, state: 'another' });
      expect(answer.body).toMatchObject({ status: 400, code: 'oauth_state_invalid' });
      expect((await complete(client, returned)).status).toBe(200);
    });

    it('when it comes back a second time, or twice at the same moment', async () => {
      const client = api.visitor();
      const returned = await issuer.visit(await start(client));
      const cookies = new Map(client.cookies);
      const answers = await Promise.all([complete(client, returned), complete(client, returned)]);
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 400]);
      for (const [name, pair] of cookies) client.cookies.set(name, pair);
      expect((await complete(client, returned)).body).toMatchObject({ code: 'oauth_state_invalid' });
    });

    it('in another browser than the one that began it', async () => {
      const [victim, attacker] = [api.visitor(), api.visitor()];
      const returned = await issuer.visit(await start(attacker));
      await start(victim);
      expect((await complete(victim, returned)).body).toMatchObject({ code: 'oauth_state_invalid' });
      expect((await complete(api.visitor(), returned)).body).toMatchObject({ code: 'oauth_state_invalid' });
      expect((await complete(attacker, returned)).status).toBe(200);
    });

    it('with the nonce of another attempt', async () => {
      const client = api.visitor();
      const url = new URL(await start(client));
      url.searchParams.set('nonce', 'another');
      const answer = await complete(client, await issuer.visit(url.href));
      expect(answer.body).toMatchObject({ status: 502, code: 'oauth_provider_failed' });
    });

    it('with the code of another attempt, which fits another verifier', async () => {
      const [client, other] = [api.visitor(), api.visitor()];
      const { code = '' } = await issuer.visit(await start(other));
      const returned = await issuer.visit(await start(client));
      const answer = await complete(client, { ...returned, code });
      expect(answer.body).toMatchObject({ status: 502, code: 'oauth_provider_failed' });
    });

    it('in the name of another issuer, or of none', async () => {
      for (const change of [{ iss: 'https://accounts.google.com' }, { iss: undefined }]) {
        const client = api.visitor();
        const returned = await issuer.visit(await start(client));
        const answer = await complete(client, { ...returned, ...change });
        expect(answer.body).toMatchObject({ status: 502, code: 'oauth_provider_failed' });
      }
    });

    it('after ten minutes', async () => {
      const client = api.visitor();
      const returned = await issuer.visit(await start(client));
      const { manager } = api.dataSource;
      const [attempt] = await manager.find(OauthAttempt, { order: { id: 'DESC' }, take: 1 });
      expect(Number(attempt?.expiresAt) - Number(attempt?.createdAt)).toBeCloseTo(600_000, -4);
      await manager.update(OauthAttempt, { id: attempt?.id }, { expiresAt: new Date(Date.now() - 1) });
      expect((await complete(client, returned)).body).toMatchObject({ code: 'oauth_state_invalid' });
    });

    it('when it is called off there, or comes back without a code', async () => {
      issuer.person = null;
      const client = api.visitor();
      expect((await logIn(client)).body).toMatchObject({ status: 403, code: 'forbidden' });
      issuer.person = newPerson();
      const rest = { ...(await issuer.visit(await start(client))), code: undefined };
      expect((await complete(client, rest)).body).toMatchObject({
        status: 502,
        code: 'oauth_provider_failed',
      });
    });

    it('where the provider is unknown or not set up', async () => {
      for (const provider of ['github', 'facebook', '__proto__', 'constructor']) {
        const started = await api.visitor().post(`/api/auth/oauth/${provider}/start`, {});
        expect(started.body).toMatchObject({ status: 404, code: 'not_found' });
        const ended = await api.visitor().post(`/api/auth/oauth/${provider}/complete`, { state: 'x' });
        expect(ended.body).toMatchObject({ status: 404, code: 'not_found' });
      }
    });
  });

  it('is bound to the browser by a cookie that scripts cannot read and that ends with it', async () => {
    const client = api.visitor();
    const { headers, body } = await client.post(`${ROUTE}/start`, {});
    expect(headers.getSetCookie()).toEqual([
      expect.stringMatching(
        /^nora_oauth=[\w-]{43}; Max-Age=600; Path=\/api; Expires=[^;]+; HttpOnly; SameSite=Lax$/,
      ),
    ]);
    const url = new URL(body['url'] as string);
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      ...{ client_id: issuer.clientId, response_type: 'code', code_challenge_method: 'S256' },
      ...{ redirect_uri: 'http://localhost:8080/oauth/oidc', scope: 'openid email profile' },
      ...{ nonce: expect.any(String), state: expect.any(String) },
    });
    await complete(client, await issuer.visit(url.href));
    expect([...client.cookies.keys()]).toEqual([]);
  });

  it('leaves no secret of it readable in the database', async () => {
    const client = api.visitor();
    const { searchParams } = new URL(await start(client));
    const [attempt] = await api.dataSource.manager.find(OauthAttempt, { order: { id: 'DESC' }, take: 1 });
    const cookie = [...client.cookies.values()][0]?.split('=')[1] ?? 'none';
    for (const hidden of [searchParams.get('state') ?? '', searchParams.get('nonce') ?? '', cookie]) {
      expect(hidden).toHaveLength(43);
      expect(JSON.stringify(attempt)).not.toContain(hidden);
    }
  });

  it('asks for the second factor as a log-in with a password does', async () => {
    const client = api.visitor();
    const { body } = await logIn(client);
    const setup = await client.post('/api/account/second-factor', {});
    const { TOTP, Secret } = await import('otpauth');
    const secret = Secret.fromBase32(setup.body['secret'] as string);
    const code = (ahead: number) => TOTP.generate({ secret, timestamp: Date.now() + ahead * 30_000 });
    expect((await client.post('/api/account/second-factor/confirm', { code: code(0) })).status).toBe(200);
    const other = api.visitor();
    const asked = await logIn(other);
    expect(asked.body).toMatchObject({ status: 401, code: 'second_factor_required' });
    expect(other.cookie).toBeNull();
    const answer = await other.post('/api/auth/second-factor', {
      ...{ challenge: asked.body['challenge'], code: code(1) },
    });
    expect(answer.body).toMatchObject({ id: body['id'] });
    const sessions = await other.get('/api/account/sessions');
    expect(sessions.body).toMatchObject({ items: [{ method: 'oidc' }, { method: 'oidc' }] });
  });

  it('is offered to visitors by name', async () => {
    const { body } = await api.visitor().get('/api/auth/bootstrap');
    expect(body).toMatchObject({ oauth: [{ id: 'oidc', name: 'Test ID' }] });
  });

  it('is begun as often as log-ins are, and opens as many accounts as sign-up does', async () => {
    const limited = await startTestApi([], {
      ...environment,
      ...{ SIGNUP_ENABLED: 'true', RATE_LIMIT_LOGINS: '4', RATE_LIMIT_SIGNUPS: '1' },
    });
    try {
      await limited.member();
      expect((await logIn(limited.visitor())).status).toBe(200);
      issuer.person = newPerson();
      expect((await logIn(limited.visitor())).body).toMatchObject({ status: 429 });
      await start(limited.visitor());
      const refused = await limited.visitor().post(`${ROUTE}/start`, {});
      expect(refused.body).toMatchObject({ status: 429, code: 'too_many_requests' });
    } finally {
      await limited.close();
    }
  });

  it('does not let a password in where none was ever set', async () => {
    const { body } = await logIn(api.visitor());
    const login = { email: body['email'], password: PASSWORD };
    expect((await api.visitor().post('/api/auth/login', login)).body).toMatchObject({ status: 401 });
  });
});
