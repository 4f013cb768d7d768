import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { OutboundHttp } from '@nora/outbound-http';
import { TestIssuer } from '@nora/testing';
import { OidcProvider, type OidcClient } from './oidc-provider';

const REDIRECT_URI = 'http://localhost:8080/oauth/oidc';
const SECRETS = { verifier: 'v'.repeat(43), nonce: 'n'.repeat(43) };

describe('OidcProvider', () => {
  const http = new OutboundHttp({ allowed: ['127.0.0.1'] });
  const closing: (() => Promise<unknown>)[] = [];

  beforeAll(() => {
    jest.spyOn(console, 'warn').mockImplementation();
  });

  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
    jest.useRealTimers();
  });

  afterAll(() => jest.restoreAllMocks());

  const providerAt = (issuer: string, client: Partial<OidcClient> = {}) =>
    new OidcProvider(
      'oidc',
      'Test ID',
      {
        ...{ issuer, clientId: 'nora', clientSecret: 'secret-of-nora-at-the-provider' },
        ...{ redirectUri: REDIRECT_URI, ...client },
      },
      http,
    );

  async function startIssuer(): Promise<TestIssuer> {
    const issuer = await TestIssuer.start({ redirectUri: REDIRECT_URI });
    closing.push(() => issuer.close());
    return issuer;
  }

  /** A server that answers discovery as it is told. */
  async function startServer(answer: (response: ServerResponse, url: string) => void): Promise<string> {
    const server: Server = createServer((_request, response) => answer(response, url));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    closing.push(() => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    });
    return url;
  }

  const json = (response: ServerResponse, body: object) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));

  it('asks for the endpoints once, however many begin, and again after an hour', async () => {
    const issuer = await startIssuer();
    const provider = providerAt(issuer.url);
    const begin = () => provider.authorizationUrl('state', SECRETS);
    await Promise.all([begin(), begin(), begin()]);
    await begin();
    expect(issuer.requests).toEqual(['/.well-known/openid-configuration']);
    jest.useFakeTimers({
      doNotFake: [
        ...['nextTick', 'queueMicrotask', 'setImmediate', 'clearImmediate', 'setTimeout', 'clearTimeout'],
        ...['setInterval', 'clearInterval', 'performance', 'hrtime'],
      ] as const,
    });
    jest.setSystemTime(Date.now() + 3_600_001);
    await begin();
    expect(issuer.requests).toHaveLength(2);
  });

  it('asks again after a failure', async () => {
    let broken = true;
    const issuer = await startServer((response, url) => {
      if (broken) response.writeHead(503).end();
      else json(response, { issuer: url, authorization_endpoint: `${url}/auth` });
    });
    const provider = providerAt(issuer);
    const failure = await provider.authorizationUrl('state', SECRETS).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'oauth_provider_failed' });
    broken = false;
    expect((await provider.authorizationUrl('state', SECRETS)).href).toContain(`${issuer}/auth?`);
  });

  it.each<[string, (response: ServerResponse, url: string) => void]>([
    ['is not there', (response) => response.writeHead(404).end()],
    ['speaks no JSON', (response) => response.writeHead(200).end('<html></html>')],
    ['calls itself something else', (response) => json(response, { issuer: 'https://elsewhere.example' })],
    [
      'sends one elsewhere',
      (response) => response.writeHead(302, { location: 'http://169.254.169.254/' }).end(),
    ],
    ['hangs up', (response) => response.destroy()],
    ['never answers', () => undefined],
  ])('fails in a way that can be told when the provider %s', async (_, answer) => {
    const issuer = await startServer(answer);
    const began = Date.now();
    const provider = providerAt(issuer, { callSeconds: 0.3 });
    const failure = await provider.authorizationUrl('state', SECRETS).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'oauth_provider_failed', status: 502 });
    expect(Date.now() - began).toBeLessThan(2_000);
  });

  it('keeps what the provider answered, and so its tokens, out of the cause that is logged', async () => {
    const issuer = await startServer((response, url) => {
      const endpoints = { authorization_endpoint: `${url}/auth`, token_endpoint: `${url}/token` };
      json(response, { issuer: url, ...endpoints, access_token: 'token-in-the-answer' });
    });
    const returned = { state: 'state', code: 'code' };
    const failure = await providerAt(issuer)
      .identityOf(returned, SECRETS)
      .catch((error: unknown) => error);
    const { cause } = failure as Error;
    expect(cause).toBeInstanceOf(Error);
    const told = JSON.stringify(Object.getOwnPropertyDescriptors(cause)) + String((cause as Error).cause);
    expect(told).not.toContain('token-in-the-answer');
    expect((cause as Error).message).toContain('OAUTH_INVALID_RESPONSE');
  });

  it('knows a person by issuer and subject, and tells what the userinfo endpoint tells', async () => {
    const issuer = await startIssuer();
    issuer.person = { sub: '7', email: 'ada@example.test', email_verified: true, name: 'Ada' };
    const provider = providerAt(issuer.url);
    const url = await provider.authorizationUrl('state', SECRETS);
    const returned = { state: 'state', ...(await issuer.visit(url.href)) };
    expect(await provider.identityOf(returned, SECRETS)).toEqual({
      ...{ subject: `${issuer.url} 7`, email: 'ada@example.test', emailVerified: true, name: 'Ada' },
    });
    expect(issuer.requests).toEqual(expect.arrayContaining(['/jwks', '/me', '/token']));
  });
});
