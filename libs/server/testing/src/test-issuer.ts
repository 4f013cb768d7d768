import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type Provider from 'oidc-provider';
import type { KoaContextWithOIDC } from 'oidc-provider';

/** Somebody with an account at the provider. */
export interface TestPerson {
  sub: string;
  email?: string;
  email_verified?: boolean;
  name?: string;
}

/** How an issuer is known to the installation that is tried. */
export interface TestIssuerOptions {
  /** Where it sends browsers back to. */
  redirectUri: string;
  /** Of loopback; a free one unless another is given. */
  port?: number;
  clientSecret?: string;
}

/** An OpenID Connect provider of the package `oidc-provider`, on loopback. */
export class TestIssuer {
  readonly clientId = 'nora';
  /** Who sits before the browser, and agrees to everything; null calls the sign-in off. */
  person: TestPerson | null = null;
  /** Requests by path, as they came in. */
  readonly requests: string[] = [];
  private readonly people = new Map<string, TestPerson>();

  private constructor(
    private readonly server: Server,
    readonly clientSecret: string,
  ) {}

  static async start({ redirectUri, port = 0, clientSecret }: TestIssuerOptions): Promise<TestIssuer> {
    const server = createServer();
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(port, '127.0.0.1', resolve);
    });
    const issuer = new TestIssuer(server, clientSecret ?? 'secret-of-nora-at-the-provider');
    const provider = await issuer.makeProvider(redirectUri);
    const answer = provider.callback();
    server.on('request', (request, response) => {
      const path = new URL(request.url ?? '', issuer.url).pathname;
      issuer.requests.push(path);
      if (!path.startsWith('/interaction/')) return void answer(request, response);
      const { person } = issuer;
      if (person) issuer.people.set(person.sub, person);
      const result = person ? { login: { accountId: person.sub } } : { error: 'access_denied' };
      void provider.interactionFinished(request, response, result);
    });
    return issuer;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Goes where a browser is sent, until it is sent back to Nora: what was added to the address. */
  async visit(address: string): Promise<Record<string, string>> {
    const cookies = new Map<string, string>();
    for (let next = address, hops = 0; hops < 10; hops += 1) {
      const headers = { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') };
      const response = await fetch(next, { headers, redirect: 'manual' });
      for (const cookie of response.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
        cookies.set(name, value);
      }
      const location = response.headers.get('location');
      if (!location) throw new Error(`${next} answered ${response.status}: ${await response.text()}`);
      const target = new URL(location, next);
      if (target.origin !== this.url) return Object.fromEntries(target.searchParams);
      next = target.href;
    }
    throw new Error('the provider sends the browser around in circles');
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async makeProvider(redirectUri: string): Promise<Provider> {
    // Loaded when it is needed: most tests that use the harness never meet a provider.
    const { default: OidcProvider } = await import('oidc-provider');
    return new OidcProvider(this.url, {
      clients: [
        {
          client_id: this.clientId,
          client_secret: this.clientSecret,
          redirect_uris: [redirectUri],
          token_endpoint_auth_method: 'client_secret_post',
        },
      ],
      claims: { email: ['email', 'email_verified'], profile: ['name'] },
      cookies: { keys: ['signs the cookies of a test'] },
      features: { devInteractions: { enabled: false } },
      findAccount: (_context, sub) => {
        const person = this.people.get(sub);
        return person && { accountId: sub, claims: () => ({ ...person }) };
      },
      interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
      loadExistingGrant: agreeToEverything,
      pkce: { required: () => true },
      ttl: { AccessToken: 60, AuthorizationCode: 60, Grant: 60, IdToken: 60, Interaction: 60, Session: 60 },
    });
  }
}

async function agreeToEverything({ oidc }: KoaContextWithOIDC): Promise<InstanceType<Provider['Grant']>> {
  const grant = new oidc.provider.Grant({
    clientId: oidc.client?.clientId ?? '',
    accountId: oidc.session?.accountId ?? '',
  });
  grant.addOIDCScope('openid email profile');
  await grant.save();
  return grant;
}
