import { DomainError } from '@nora/contracts';
import { randomToken } from '@nora/crypto';
import { Injectable } from '@nestjs/common';
import { isEmail, maxLength } from 'class-validator';
import { randomNonce, randomPKCECodeVerifier, randomState } from 'openid-client';
import { OauthAttempts } from './oauth-attempts';
import type { IdentityProvider, OauthReturn, ProvenIdentity } from './providers/identity-provider';
import { IdentityProviders } from './providers/identity-providers';

/** An attempt that has begun. */
export interface BegunAttempt {
  /** Where the browser goes. */
  url: string;
  /** What only that browser keeps. */
  browser: string;
}

/** Sends browsers to identity providers and takes them back, for log-ins and links alike. */
@Injectable()
export class OauthFlow {
  constructor(
    private readonly providers: IdentityProviders,
    private readonly attempts: OauthAttempts,
  ) {}

  /**
   * Begins an attempt.
   * @param userId the account to be linked; null for a log-in
   * @throws DomainError `not_found`, `oauth_provider_failed`
   */
  async begin(providerId: string, userId: string | null): Promise<BegunAttempt> {
    const provider = this.providers.get(providerId);
    const [state, browser] = [randomState(), randomToken()];
    const secrets = { verifier: randomPKCECodeVerifier(), nonce: randomNonce() };
    const url = await provider.authorizationUrl(state, secrets);
    await this.attempts.keep({ provider: provider.id, userId, state, browser }, secrets);
    return { url: url.href, browser };
  }

  /**
   * Ends an attempt: who came back.
   * @param userId as the attempt was begun with
   * @param browser what the browser kept, if anything
   * @throws DomainError `not_found`, `oauth_state_invalid`, `oauth_provider_failed`, `forbidden`
   */
  async end(
    providerId: string,
    userId: string | null,
    returned: OauthReturn,
    browser: string | null,
  ): Promise<{ provider: IdentityProvider; identity: ProvenIdentity }> {
    const provider = this.providers.get(providerId);
    const { state } = returned;
    const key = { provider: provider.id, userId, state, browser: browser ?? '' };
    const secrets = await this.attempts.take(key);
    return { provider, identity: await provider.identityOf(returned, secrets) };
  }
}

/** The address of an account at a provider, as addresses are kept here; null where there is none worth keeping. */
export function emailOf({ email }: ProvenIdentity): string | null {
  const plain = email?.trim().toLowerCase() ?? '';
  return isEmail(plain) && maxLength(plain, 254) ? plain : null;
}

/**
 * The same, once the provider vouches for it.
 * @throws DomainError `email_unverified`
 */
export function requireVerifiedEmail({ name }: IdentityProvider, identity: ProvenIdentity): string {
  const email = emailOf(identity);
  if (email !== null && identity.emailVerified) return email;
  const message = `${name} does not say that your e-mail address is verified. Verify it there, then try again.`;
  throw new DomainError('email_unverified', message);
}
