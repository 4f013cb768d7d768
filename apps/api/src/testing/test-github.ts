import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { OutboundHttp } from '@nora/outbound-http';

const ELSEWHERE = ['https://github.com', 'https://api.github.com'];

/** What the fake answers to whoever trades a code. */
export interface TestGithubAccount {
  id: number;
  login: string;
  name: string | null;
  emails: { email: string; primary: boolean; verified: boolean }[];
}

/**
 * A fake of the three endpoints of GitHub that Nora calls, on a free port of loopback. It knows one client, checks
 * PKCE, and reports errors of the token endpoint with status 200, as GitHub does.
 */
export class TestGithub {
  readonly clientId = 'nora-at-github';
  readonly clientSecret = 'secret-of-nora-at-github';
  /** Who sits before the browser. */
  account: TestGithubAccount = { id: 1, login: 'nobody', name: null, emails: [] };
  /** Status of the next answers of the API. */
  apiStatus = 200;
  private readonly codes = new Map<string, string>();
  private readonly tokens = new Set<string>();

  private constructor(private readonly server: Server) {}

  static async start(): Promise<TestGithub> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const github = new TestGithub(server);
    server.on('request', (request, response) => void github.answer(request, response));
    return github;
  }

  /** A `fetch` of the outbound client that finds the fake where it was sent to GitHub. */
  fetchInstead(): OutboundHttp['fetch'] {
    const port = (this.server.address() as AddressInfo).port;
    // A client of its own, whose `fetch` is not the one that is replaced.
    const original = new OutboundHttp({ allowed: ['127.0.0.1'] });
    const fetchThere = OutboundHttp.prototype.fetch.bind(original);
    return (address, init, limits) => {
      const url = new URL(address);
      if (!ELSEWHERE.includes(url.origin)) return fetchThere(address, init, limits);
      return fetchThere(`http://127.0.0.1:${port}${url.pathname}`, init, limits);
    };
  }

  /** What GitHub adds to the address it sends the browser back to. */
  visit(address: string): Record<string, string> {
    const { origin, pathname, searchParams } = new URL(address);
    if (origin + pathname !== 'https://github.com/login/oauth/authorize')
      throw new Error(`what is ${address}?`);
    if (searchParams.get('client_id') !== this.clientId) throw new Error('GitHub does not know this client');
    const code = randomUUID();
    this.codes.set(code, searchParams.get('code_challenge') ?? '');
    return { code, state: searchParams.get('state') ?? '', iss: 'https://github.com/login/oauth' };
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = new URLSearchParams(await text(request));
    const answers: Record<string, () => [status: number, json: unknown]> = {
      'POST /login/oauth/access_token': () => [200, this.trade(body)],
      'GET /user': () => this.shown(request, this.account),
      'GET /user/emails': () => this.shown(request, this.account.emails),
    };
    const [status, json] = answers[`${request.method} ${request.url}`]?.() ?? [404, { message: 'Not Found' }];
    response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
    response.end(JSON.stringify(json));
  }

  private trade(body: URLSearchParams): object {
    const code = body.get('code') ?? '';
    const challenge = this.codes.get(code);
    this.codes.delete(code);
    const verifier = createHash('sha256')
      .update(body.get('code_verifier') ?? '')
      .digest('base64url');
    const known = body.get('client_id') === this.clientId && body.get('client_secret') === this.clientSecret;
    if (!known || challenge !== verifier) return { error: 'bad_verification_code' };
    const token = `gho_${randomUUID()}`;
    this.tokens.add(token);
    return { access_token: token, token_type: 'bearer', scope: 'user:email' };
  }

  private shown({ headers }: IncomingMessage, json: unknown): [number, unknown] {
    if (!headers['user-agent']) return [403, { message: 'Request forbidden by administrative rules.' }];
    const token = headers.authorization?.replace(/^bearer /i, '') ?? '';
    if (!this.tokens.has(token)) return [401, { message: 'Bad credentials' }];
    return [this.apiStatus, this.apiStatus === 200 ? json : { message: token }];
  }
}
