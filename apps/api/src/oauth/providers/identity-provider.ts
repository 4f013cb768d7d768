import type { OauthProvider } from '@nora/contracts';

/** Secrets of one attempt: they bind what the provider answers to the attempt that asked. */
export interface AttemptSecrets {
  /** PKCE code verifier (RFC 7636). */
  verifier: string;
  /** OpenID Connect `nonce`; providers without ID tokens have no use for it. */
  nonce: string;
}

/** What the provider added to the address it sent the browser back to. */
export interface OauthReturn {
  state: string;
  code?: string;
  iss?: string;
  error?: string;
  error_description?: string;
}

/** An account at a provider, as the provider vouches for it. */
export interface ProvenIdentity {
  /** What the provider calls the account, for good. Unique among everything the provider is, or ever was, set up as. */
  subject: string;
  email: string | null;
  emailVerified: boolean;
  /** As a person would like to be called; not checked. */
  name: string | null;
}

/** Where people sign in with an account they have elsewhere. */
export interface IdentityProvider {
  readonly id: OauthProvider;
  /** What a button calls it. */
  readonly name: string;

  /**
   * The page at which an attempt begins.
   * @throws DomainError `oauth_provider_failed`
   */
  authorizationUrl(state: string, secrets: AttemptSecrets): Promise<URL>;

  /**
   * Trades what the browser brought back for the account.
   * @throws DomainError `oauth_provider_failed`; `forbidden` when the sign-in was called off there
   */
  identityOf(returned: OauthReturn, secrets: AttemptSecrets): Promise<ProvenIdentity>;
}
