import { DomainError } from '@nora/contracts';
import { isOutboundFault, type OutboundHttp } from '@nora/outbound-http';
import {
  AuthorizationResponseError,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  type Configuration,
  type CustomFetch,
} from 'openid-client';
import type { AttemptSecrets, OauthReturn } from './identity-provider';

/** Seconds that one call of a provider may take. */
export const CALL_SECONDS = 8;

/** Has a provider called by the one client for calls to the outside. */
export function fetchBy(http: OutboundHttp, callSeconds = CALL_SECONDS): CustomFetch {
  // openid-client gives up by itself after its own time; this one ends the connection as well.
  return (url, options) => http.fetch(url, options, { timeoutMs: callSeconds * 1000 });
}

/** What this installation is at a provider. */
export interface OauthClient {
  clientId: string;
  clientSecret: string;
  /** Where the provider sends browsers back to, as it is registered there. */
  redirectUri: string;
}

/** The page of the Authorization Code flow with PKCE (RFC 6749 §4.1, RFC 7636). */
export async function authorizationUrl(
  configuration: Configuration,
  redirectUri: string,
  { verifier }: AttemptSecrets,
  parameters: Record<string, string>,
): Promise<URL> {
  return buildAuthorizationUrl(configuration, {
    redirect_uri: redirectUri,
    code_challenge: await calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    ...parameters,
  });
}

/**
 * Checks what came back, the issuer (RFC 9207) included, and trades the code for tokens.
 * @param nonce that the ID token must hold; undefined where the provider issues none
 */
export function exchange(
  configuration: Configuration,
  redirectUri: string,
  returned: OauthReturn,
  { verifier, nonce }: { verifier: string; nonce?: string },
): ReturnType<typeof authorizationCodeGrant> {
  const url = new URL(redirectUri);
  for (const [name, value] of Object.entries(returned)) {
    if (typeof value === 'string') url.searchParams.set(name, value);
  }
  return authorizationCodeGrant(configuration, url, {
    pkceCodeVerifier: verifier,
    expectedState: returned.state,
    ...(nonce === undefined ? {} : { expectedNonce: nonce }),
  });
}

/** Says what went wrong between Nora and a provider in terms of Nora. */
export async function callingProvider<T>(name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof DomainError && !isOutboundFault(error)) throw error;
    if (error instanceof AuthorizationResponseError && error.error === 'access_denied') {
      throw new DomainError('forbidden', `The sign-in was called off at ${name}.`);
    }
    const message = `${name} did not answer as it should. Try again; if it happens again, tell an administrator.`;
    throw new DomainError('oauth_provider_failed', message, {}, { cause: withoutSecrets(error) });
  }
}

/** The causes in one line. The errors themselves hold answers of the provider, and so tokens: they must not be logged. */
function withoutSecrets(error: unknown): Error {
  const lines: string[] = [];
  for (let at: unknown = error; at instanceof Error && lines.length < 5; at = at.cause) {
    const code = 'code' in at && typeof at.code === 'string' ? ` (${at.code})` : '';
    lines.push(at.message + code);
  }
  return new Error(lines.join(': ') || 'a provider failed in an unknown way');
}
