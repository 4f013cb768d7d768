import { OutboundHttp } from '@nora/outbound-http';
import { startTestApi, type TestApi } from '../../testing/test-api';
import type { TestAnswer, TestClient } from '../../testing/test-client';
import { TestGithub, type TestGithubAccount } from '../../testing/test-github';

/** GitHub itself cannot be asked by a test: a small fake of its three endpoints stands where `fetch` would go. */
describe('a log-in at GitHub', () => {
  let api: TestApi;
  let github: TestGithub;
  let count = 0;

  beforeAll(async () => {
    github = await TestGithub.start();
    const fetchInstead = github.fetchInstead();
    jest.spyOn(OutboundHttp.prototype, 'fetch').mockImplementation(fetchInstead);
    api = await startTestApi([], {
      ...{ OAUTH_GITHUB_CLIENT_ID: github.clientId, OAUTH_GITHUB_CLIENT_SECRET: github.clientSecret },
      SIGNUP_ENABLED: 'true',
    });
    await api.member('Somebody who was there before');
  });

  beforeEach(() => {
    github.account = newAccount();
    github.apiStatus = 200;
  });

  afterAll(async () => {
    await api.close();
    await github.close();
    jest.restoreAllMocks();
  });

  function newAccount(): TestGithubAccount {
    count += 1;
    const emails = [
      { email: `old-${count}@example.test`, primary: false, verified: true },
      { email: `Mona-${count}@example.test`, primary: true, verified: true },
    ];
    return { id: 580_000 + count, login: `mona-${count}`, name: 'Mona Lisa', emails };
  }

  async function start(client: TestClient): Promise<string> {
    return (await client.post('/api/auth/oauth/github/start', {})).body['url'] as string;
  }

  const complete = (client: TestClient, returned: object): Promise<TestAnswer> =>
    client.post('/api/auth/oauth/github/complete', returned);

  async function logIn(client = api.visitor()): Promise<TestAnswer> {
    return complete(client, github.visit(await start(client)));
  }

  it('asks for no more than the addresses, with PKCE', async () => {
    const url = new URL(await start(api.visitor()));
    expect(url.origin + url.pathname).toBe('https://github.com/login/oauth/authorize');
    expect(Object.fromEntries(url.searchParams)).toEqual({
      ...{ client_id: github.clientId, response_type: 'code', scope: 'user:email' },
      ...{ redirect_uri: 'http://localhost:8080/oauth/github', state: expect.any(String) },
      ...{ code_challenge: expect.any(String), code_challenge_method: 'S256' },
    });
  });

  it('takes the verified primary address and the name, and knows the account by its number', async () => {
    const first = await logIn();
    expect(first.body).toMatchObject({ email: `mona-${count}@example.test`, name: 'Mona Lisa' });
    github.account = { ...newAccount(), id: github.account.id };
    expect((await logIn()).body).toMatchObject({ id: first.body['id'] });
  });

  it('calls an account without a name by its login', async () => {
    github.account.name = null;
    expect((await logIn()).body).toMatchObject({ name: `mona-${count}` });
  });

  it('is refused without a verified primary address, also where another one is verified', async () => {
    const [other, primary] = newAccount().emails;
    if (!other || !primary) throw new Error('the account has two addresses');
    for (const emails of [[], [other], [other, { ...primary, verified: false }]]) {
      github.account = { ...newAccount(), emails };
      expect((await logIn()).body).toMatchObject({ status: 403, code: 'email_unverified' });
    }
  });

  it('takes the issuer that GitHub names, and no other', async () => {
    const client = api.visitor();
    const returned = { ...github.visit(await start(client)), iss: 'https://github.com' };
    expect((await complete(client, returned)).body).toMatchObject({ code: 'oauth_provider_failed' });
    const silent = { ...github.visit(await start(client)), iss: undefined };
    expect((await complete(client, silent)).status).toBe(200);
  });

  it.each([401, 403, 500, 503])(
    'is refused when GitHub answers %i, and tells nothing of it',
    async (status) => {
      github.apiStatus = status;
      const answer = await logIn();
      expect(answer.body).toMatchObject({ status: 502, code: 'oauth_provider_failed' });
      expect(JSON.stringify(answer.body)).not.toMatch(/gho_|at .*\.ts/);
    },
  );

  it('is refused with a code that GitHub does not know', async () => {
    const client = api.visitor();
    const returned = { ...github.visit(await start(client)), code: 'another' };
    expect((await complete(client, returned)).body).toMatchObject({ code: 'oauth_provider_failed' });
  });
});
