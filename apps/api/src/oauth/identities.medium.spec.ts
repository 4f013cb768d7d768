import { AuditEntry, Identity, User } from '@nora/domain';
import { OutboundHttp } from '@nora/outbound-http';
import { TestIssuer, type TestPerson } from '@nora/testing';
import { PASSWORD, startTestApi, type Member, type TestApi } from '../testing/test-api';
import type { TestAnswer } from '../testing/test-client';
import { TestGithub } from '../testing/test-github';

const ROUTE = '/api/account/identities';

describe('linked accounts', () => {
  let api: TestApi;
  let issuer: TestIssuer;
  let github: TestGithub;
  let environment: Record<string, string>;
  let member: Member;
  let count = 0;

  beforeAll(async () => {
    jest.spyOn(console, 'warn').mockImplementation();
    issuer = await TestIssuer.start({ redirectUri: 'http://localhost:8080/oauth/oidc' });
    github = await TestGithub.start();
    const fetchInstead = github.fetchInstead();
    jest.spyOn(OutboundHttp.prototype, 'fetch').mockImplementation(fetchInstead);
    environment = {
      ...{ OAUTH_OIDC_ISSUER: issuer.url, OAUTH_OIDC_NAME: 'Test ID', OUTBOUND_ALLOWED_CIDRS: '127.0.0.1' },
      ...{ OAUTH_OIDC_CLIENT_ID: issuer.clientId, OAUTH_OIDC_CLIENT_SECRET: issuer.clientSecret },
    };
    api = await startTestApi([], {
      ...{ ...environment, SIGNUP_ENABLED: 'true' },
      ...{ OAUTH_GITHUB_CLIENT_ID: github.clientId, OAUTH_GITHUB_CLIENT_SECRET: github.clientSecret },
    });
  });

  beforeEach(async () => {
    member = await api.member();
    issuer.person = newPerson();
  });

  afterAll(async () => {
    await api.close();
    await Promise.all([issuer.close(), github.close()]);
    jest.restoreAllMocks();
  });

  function newPerson(): TestPerson {
    count += 1;
    return { sub: `linked-${count}`, email: `linked-${count}@elsewhere.test`, email_verified: true };
  }

  async function start({ client }: Member, provider = 'oidc', password: string = PASSWORD): Promise<string> {
    const { status, body } = await client.post(`${ROUTE}/${provider}/start`, { password });
    expect(status).toBe(200);
    return body['url'] as string;
  }

  const complete = ({ client }: Member, returned: object, provider = 'oidc'): Promise<TestAnswer> =>
    client.post(`${ROUTE}/${provider}/complete`, returned);

  const link = async (by: Member): Promise<TestAnswer> => complete(by, await issuer.visit(await start(by)));

  async function linkGithub(by: Member): Promise<TestAnswer> {
    count += 1;
    const emails = [{ email: `${count}@hub.test`, primary: true, verified: true }];
    github.account = { id: count, login: `hub-${count}`, name: null, emails };
    return complete(by, github.visit(await start(by, 'github')), 'github');
  }

  async function logIn(): Promise<TestAnswer> {
    const client = api.visitor();
    const { body } = await client.post('/api/auth/oauth/oidc/start', {});
    return client.post('/api/auth/oauth/oidc/complete', await issuer.visit(body['url'] as string));
  }

  it('sign in once they are linked, under whatever address they have there', async () => {
    expect((await member.client.get(ROUTE)).body).toEqual({ items: [], nextCursor: null });
    const { status, body } = await link(member);
    expect(status).toBe(200);
    expect(body).toEqual({
      ...{ id: expect.any(String), provider: 'oidc', name: 'Test ID', email: issuer.person?.email },
      ...{ createdAt: expect.any(String), lastUsedAt: null },
    });
    expect((await logIn()).body).toMatchObject({ id: member.userId, email: member.email });
    const list = await member.client.get(ROUTE);
    expect(list.body).toMatchObject({ items: [{ id: body['id'], lastUsedAt: expect.any(String) }] });
    const audit = await api.dataSource.manager.findBy(AuditEntry, { resourceId: body['id'] as string });
    expect(audit).toMatchObject([
      { action: 'identity.link', actorId: member.userId, before: null, after: { provider: 'oidc' } },
    ]);
  });

  it('need the password of the account, where it has one', async () => {
    for (const body of [{}, { password: 'wrong' }]) {
      const refused = await member.client.post(`${ROUTE}/oidc/start`, body);
      expect(refused.body).toMatchObject({ status: 403, code: 'password_wrong' });
    }
    await api.dataSource.manager.update(User, { id: member.userId }, { passwordHash: null });
    expect((await member.client.post(`${ROUTE}/oidc/start`, {})).status).toBe(200);
  });

  it('are at providers that are set up', async () => {
    for (const provider of ['google', 'facebook', '%00', '__proto__']) {
      const started = await member.client.post(`${ROUTE}/${provider}/start`, { password: PASSWORD });
      expect(started.body).toMatchObject({ status: 404, code: 'not_found' });
      const ended = await member.client.post(`${ROUTE}/${provider}/complete`, { state: 'x' });
      expect(ended.body).toMatchObject({ status: 404, code: 'not_found' });
    }
  });

  it('are linked with the session that began it only, and not by a log-in', async () => {
    const stranger = await api.member('Mallory');
    const returned = await issuer.visit(await start(member));
    for (const [name, pair] of member.client.cookies) stranger.client.cookies.set(name, pair);
    expect((await complete(stranger, returned)).body).toMatchObject({ code: 'oauth_state_invalid' });
    const visitor = api.visitor();
    for (const [name, pair] of member.client.cookies) visitor.cookies.set(name, pair);
    const asLogIn = await visitor.post('/api/auth/oauth/oidc/complete', returned);
    expect(asLogIn.body).toMatchObject({ code: 'oauth_state_invalid' });
    expect((await complete(member, returned)).status).toBe(200);
  });

  it('are not linked by the return of a log-in, which nobody proved the account for', async () => {
    const { client } = member;
    const { body } = await client.post('/api/auth/oauth/oidc/start', {});
    const returned = await issuer.visit(body['url'] as string);
    expect((await complete(member, returned)).body).toMatchObject({ code: 'oauth_state_invalid' });
    expect(await api.dataSource.manager.countBy(Identity, { userId: member.userId })).toBe(0);
  });

  it('need an address that is verified there', async () => {
    issuer.person = { ...newPerson(), email_verified: false };
    expect((await link(member)).body).toMatchObject({ status: 403, code: 'email_unverified' });
  });

  it('sign in to one account only, of two that link it at the same moment too', async () => {
    const other = await api.member('Grace');
    const returns = [await issuer.visit(await start(member)), await issuer.visit(await start(other))];
    const answers = await Promise.all([
      complete(member, returns[0] ?? {}),
      complete(other, returns[1] ?? {}),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    const refused = answers.find(({ status }) => status === 409);
    expect(refused?.body).toMatchObject({ code: 'identity_taken' });
  });

  it('are one at each provider', async () => {
    expect((await link(member)).status).toBe(200);
    issuer.person = newPerson();
    const early = await member.client.post(`${ROUTE}/oidc/start`, { password: PASSWORD });
    expect(early.body).toMatchObject({ status: 409, code: 'conflict' });
    expect((await linkGithub(member)).status).toBe(200);
    const { body } = await member.client.get(`${ROUTE}?limit=1`);
    expect(body).toMatchObject({ items: [{ provider: 'oidc' }] });
    const rest = await member.client.get(`${ROUTE}?limit=1&cursor=${String(body['nextCursor'])}`);
    expect(rest.body).toMatchObject({ items: [{ provider: 'github', name: 'GitHub' }], nextCursor: null });
  });

  it('are one at each provider also where two are linked at the same moment', async () => {
    const returns = [await issuer.visit(await start(member))];
    const [firstCookie] = member.client.cookies.values();
    issuer.person = newPerson();
    returns.push(await issuer.visit(await start(member)));
    const first = { origin: api.url, 'x-nora-csrf': '1', cookie: `${member.client.cookie}; ${firstCookie}` };
    const answers = await Promise.all([
      api.visitor().call('POST', `${ROUTE}/oidc/complete`, returns[0], first),
      complete(member, returns[1] ?? {}),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    const refused = answers.find(({ status }) => status === 409);
    expect(refused?.body).toMatchObject({ code: 'conflict' });
  });

  it('sign in no more once they are unlinked', async () => {
    const { body } = await link(member);
    const stranger = await api.member('Mallory');
    const foreign = await stranger.client.delete(`${ROUTE}/${String(body['id'])}`);
    expect(foreign.body).toMatchObject({ status: 404, code: 'not_found' });
    expect((await member.client.delete(`${ROUTE}/${String(body['id'])}`)).status).toBe(204);
    expect((await member.client.delete(`${ROUTE}/${String(body['id'])}`)).status).toBe(404);
    // What is left is a stranger with a verified address.
    expect((await logIn()).body['id']).not.toBe(member.userId);
    const audit = await api.dataSource.manager.findBy(AuditEntry, { action: 'identity.unlink' });
    expect(audit.filter(({ actorId }) => actorId === member.userId)).toMatchObject([
      { before: { provider: 'oidc', email: expect.any(String) }, after: null },
    ]);
  });

  it('stay as the last way to sign in, of two that are unlinked at the same moment too', async () => {
    const ids = [(await link(member)).body['id'], (await linkGithub(member)).body['id']];
    await api.dataSource.manager.update(User, { id: member.userId }, { passwordHash: null });
    const answers = await Promise.all(ids.map((id) => member.client.delete(`${ROUTE}/${String(id)}`)));
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 409]);
    const refused = answers.find(({ status }) => status === 409);
    expect(refused?.body).toMatchObject({ code: 'last_credential' });
  });

  it('at a provider that is not set up any more are no way to sign in', async () => {
    const later = await startTestApi([], environment);
    try {
      const { client, userId } = await later.member();
      const { manager } = later.dataSource;
      const links = ['oidc', 'github'].map((provider) =>
        manager.create(Identity, { userId, provider, subject: 'x', email: null, lastUsedAt: null }),
      );
      await manager.insert(Identity, links);
      await manager.update(User, { id: userId }, { passwordHash: null });
      const [oidc, hub] = links.map(({ id }) => `${ROUTE}/${id}`);
      expect((await client.delete(oidc ?? '')).body).toMatchObject({ code: 'last_credential' });
      expect((await client.delete(hub ?? '')).status).toBe(204);
    } finally {
      await later.close();
    }
  });
});
