import type { OauthProvider } from '@nora/contracts';
import type { OutboundHttp } from '@nora/outbound-http';
import {
  ClientSecretBasic,
  ClientSecretPost,
  allowInsecureRequests,
  customFetch,
  discovery,
  enableNonRepudiationChecks,
  fetchUserInfo,
  type ClientAuth,
  type Configuration,
} from 'openid-client';
import {
  CALL_SECONDS,
  authorizationUrl,
  callingProvider,
  exchange,
  fetchBy,
  type OauthClient,
} from './code-flow';
import type { AttemptSecrets, IdentityProvider, OauthReturn, ProvenIdentity } from './identity-provider';

/** After which time the provider is asked for its endpoints again. */
const KNOWN_FOR_MS = 3_600_000;

/** What a provider may call somebody (OpenID Connect Core §2). */
const SUBJECT = /^[\x20-\x7e]{1,255}$/;

/** A client of an OpenID Connect provider. */
export interface OidcClient extends OauthClient {
  /** As the provider writes it; plain `http` only on loopback, which the settings see to. */
  issuer: string;
  /** Seconds that one call may take. */
  callSeconds?: number;
}

/** Any provider of OpenID Connect with discovery. */
export class OidcProvider implements IdentityProvider {
  private known: { configuration: Promise<Configuration>; until: number } | null = null;

  constructor(
    readonly id: OauthProvider,
    readonly name: string,
    private readonly client: OidcClient,
    private readonly http: OutboundHttp,
  ) {}

  authorizationUrl(state: string, secrets: AttemptSecrets): Promise<URL> {
    return callingProvider(this.name, async () => {
      const parameters = { scope: 'openid email profile', state, nonce: secrets.nonce };
      return authorizationUrl(await this.configuration(), this.client.redirectUri, secrets, parameters);
    });
  }

  identityOf(returned: OauthReturn, secrets: AttemptSecrets): Promise<ProvenIdentity> {
    return callingProvider(this.name, async () => {
      const configuration = await this.configuration();
      const tokens = await exchange(configuration, this.client.redirectUri, returned, secrets);
      const idToken = tokens.claims();
      if (!idToken) throw new Error('there is no ID token');
      const { iss, sub } = idToken;
      if (!SUBJECT.test(sub)) throw new Error('the subject is not one');
      const asks = idToken['email'] === undefined && configuration.serverMetadata().userinfo_endpoint;
      const claims: Record<string, unknown> = asks
        ? await fetchUserInfo(configuration, tokens.access_token, sub)
        : idToken;
      return {
        // With its issuer: after a move to another one, the same `sub` is somebody else.
        subject: `${iss} ${sub}`,
        email: text(claims['email']),
        // Some providers write the boolean as text.
        emailVerified: claims['email_verified'] === true || claims['email_verified'] === 'true',
        name: text(claims['name']) ?? text(claims['preferred_username']),
      };
    });
  }

  /** Endpoints and keys of the provider, asked for once; again after a failure, and after a while. */
  private configuration(): Promise<Configuration> {
    if (this.known && Date.now() < this.known.until) return this.known.configuration;
    const known = { configuration: this.discover(), until: Date.now() + KNOWN_FOR_MS };
    known.configuration.catch(() => {
      if (this.known === known) this.known = null;
    });
    this.known = known;
    return known.configuration;
  }

  private discover(): Promise<Configuration> {
    const { issuer, clientId, clientSecret, callSeconds = CALL_SECONDS } = this.client;
    const url = new URL(issuer);
    const execute = [enableNonRepudiationChecks];
    if (url.protocol === 'http:') execute.push(allowInsecureRequests);
    const options = { execute, timeout: callSeconds, [customFetch]: fetchBy(this.http, callSeconds) };
    return discovery(url, clientId, undefined, clientAuth(clientSecret), options);
  }
}

/** In the body where the provider says it takes that, otherwise as every provider must (OpenID Connect Core §9). */
function clientAuth(clientSecret: string): ClientAuth {
  const [post, basic] = [ClientSecretPost(clientSecret), ClientSecretBasic(clientSecret)];
  return (server, client, body, headers) => {
    const methods = server.token_endpoint_auth_methods_supported;
    const use = methods?.includes('client_secret_post') ? post : basic;
    return use(server, client, body, headers);
  };
}

function text(claim: unknown): string | null {
  return typeof claim === 'string' && claim !== '' ? claim : null;
}
