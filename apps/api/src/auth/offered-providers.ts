import type { OauthSettings } from '@nora/config';
import type { OauthProvider } from '@nora/contracts';

/** An identity provider this installation is set up with, and what a button calls it. */
export interface OfferedProvider {
  id: OauthProvider;
  name: string;
}

/** The identity providers of which everything is set that a sign-in needs. */
export function offeredProviders(settings: OauthSettings): OfferedProvider[] {
  const { githubClientId, githubClientSecret, googleClientId, googleClientSecret } = settings;
  const { oidcIssuer, oidcName, oidcClientId, oidcClientSecret } = settings;
  const known: [OfferedProvider, ...needed: (string | null)[]][] = [
    [{ id: 'github', name: 'GitHub' }, githubClientId, githubClientSecret],
    [{ id: 'google', name: 'Google' }, googleClientId, googleClientSecret],
    [{ id: 'oidc', name: oidcName }, oidcIssuer, oidcClientId, oidcClientSecret],
  ];
  return known.filter(([, ...needed]) => needed.every((value) => value)).map(([provider]) => provider);
}
