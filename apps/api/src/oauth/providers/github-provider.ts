import type { OutboundHttp } from '@nora/outbound-http';
import { Configuration, customFetch, fetchProtectedResource } from 'openid-client';
import {
  CALL_SECONDS,
  authorizationUrl,
  callingProvider,
  exchange,
  fetchBy,
  type OauthClient,
} from './code-flow';
import type { AttemptSecrets, IdentityProvider, OauthReturn, ProvenIdentity } from './identity-provider';

/** GitHub signs people in with plain OAuth 2: https://docs.github.com/apps/oauth-apps/building-oauth-apps. */
const SERVER = {
  // What GitHub sends as `iss` (https://docs.github.com/apps/github-authentication-discovery-endpoints).
  issuer: 'https://github.com/login/oauth',
  authorization_endpoint: 'https://github.com/login/oauth/authorize',
  token_endpoint: 'https://github.com/login/oauth/access_token',
};
const API = 'https://api.github.com';
/** The least that shows which address is verified. */
const SCOPE = 'user:email';

interface GithubUser {
  id: number;
  login: string;
  name: string | null;
}

interface GithubEmail {
  email: string;
  primary: boolean;
  verified: boolean;
}

/** github.com. */
export class GithubProvider implements IdentityProvider {
  readonly id = 'github';
  readonly name = 'GitHub';
  private readonly configuration: Configuration;

  constructor(
    private readonly client: OauthClient,
    http: OutboundHttp,
  ) {
    this.configuration = new Configuration(SERVER, client.clientId, client.clientSecret);
    this.configuration.timeout = CALL_SECONDS;
    this.configuration[customFetch] = fetchBy(http);
  }

  authorizationUrl(state: string, secrets: AttemptSecrets): Promise<URL> {
    const parameters = { scope: SCOPE, state };
    return authorizationUrl(this.configuration, this.client.redirectUri, secrets, parameters);
  }

  identityOf(returned: OauthReturn, { verifier }: AttemptSecrets): Promise<ProvenIdentity> {
    return callingProvider(this.name, async () => {
      const { access_token: token } = await exchange(this.configuration, this.client.redirectUri, returned, {
        verifier,
      });
      const [user, emails] = await Promise.all([
        this.get<Partial<GithubUser>>(token, '/user'),
        this.get<Partial<GithubEmail>[]>(token, '/user/emails'),
      ]);
      if (typeof user.id !== 'number' || !Array.isArray(emails)) throw new Error('GitHub told no account');
      const primary = emails.find((entry) => entry.primary === true);
      return {
        subject: String(user.id),
        email: typeof primary?.email === 'string' ? primary.email : null,
        emailVerified: primary?.verified === true,
        name: user.name ?? user.login ?? null,
      };
    });
  }

  private async get<T>(token: string, path: string): Promise<T> {
    const headers = new Headers({
      accept: 'application/vnd.github+json',
      'user-agent': 'Nora',
      'x-github-api-version': '2022-11-28',
    });
    const url = new URL(API + path);
    const response = await fetchProtectedResource(this.configuration, token, url, 'GET', null, headers);
    if (!response.ok) throw new Error(`GitHub answered ${response.status} to ${path}`);
    return (await response.json()) as T;
  }
}
