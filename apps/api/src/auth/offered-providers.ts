import type { OauthSettings } from '@nora/config';
import type { OauthProvider } from '@nora/contracts';

/** An identity provider this installation is set up with, and what a button calls it. */
export interface OfferedProvider {
  id: OauthProvider;
  name: string;
}

/** What people call a provider, whether it is set up or not. */
export function providerName(id: OauthProvider, { oidcName }: OauthSettings): string {
  return { github: 'GitHub', google: 'Google', oidc: oidcName }[id];
}

/** The identity providers of which everything is set that a sign-in needs. */
export function offeredProviders(settings: OauthSettings): OfferedProvider[] {
  const { githubClientId, githubClientSecret, googleClientId, googleClientSecret } = settings;
  const { oidcIssuer, oidcClientId, oidcClientSecret } = settings;
  const known: [OauthProvider, ...needed: (string | null)[]][] = [
    ['github', githubClientId, githubClientSecret],
    ['google', googleClientId, googleClientSecret],
    ['oidc', oidcIssuer, oidcClientId, oidcClientSecret],
  ];
  return known
    .filter(([, ...needed]) => needed.every((value) => value))
    .map(([id]) => ({ id, name: providerName(id, settings) }));
}
