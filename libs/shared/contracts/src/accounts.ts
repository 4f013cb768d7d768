/** Looks of the pages an account can choose. */
export const THEMES = ['auto', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

/** Identity providers an installation can be set up with. */
export const OAUTH_PROVIDERS = ['github', 'google', 'oidc'] as const;
export type OauthProvider = (typeof OAUTH_PROVIDERS)[number];

/** How a session can be opened. */
export const SIGN_IN_METHODS = ['password', ...OAUTH_PROVIDERS] as const;
export type SignInMethod = (typeof SIGN_IN_METHODS)[number];

/** What a one-time token is for; `second-factor` is a log-in that waits for its code. */
export const ONE_TIME_TOKEN_KINDS = ['password-reset', 'email-verification', 'second-factor'] as const;
export type OneTimeTokenKind = (typeof ONE_TIME_TOKEN_KINDS)[number];

/** Who acts, as the audit log tells them apart. */
export const AUDIT_ACTOR_TYPES = ['user', 'api-key', 'worker', 'anonymous'] as const;
export type AuditActorType = (typeof AUDIT_ACTOR_TYPES)[number];
