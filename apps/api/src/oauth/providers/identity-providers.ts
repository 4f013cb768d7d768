import { HttpSettings, OauthSettings } from '@nora/config';
import { DomainError, type OauthProvider } from '@nora/contracts';
import { OutboundHttp } from '@nora/outbound-http';
import { Injectable } from '@nestjs/common';
import { offeredProviders, providerName, type OfferedProvider } from '../../auth/offered-providers';
import { GithubProvider } from './github-provider';
import type { IdentityProvider } from './identity-provider';
import { OidcProvider } from './oidc-provider';

const GOOGLE = 'https://accounts.google.com';

/** The identity providers this installation is set up with. */
@Injectable()
export class IdentityProviders {
  private readonly byId: ReadonlyMap<string, IdentityProvider>;

  constructor(
    private readonly settings: OauthSettings,
    { publicUrl }: HttpSettings,
    http: OutboundHttp,
  ) {
    const providers = offeredProviders(settings).map((offered) => make(offered, settings, publicUrl, http));
    this.byId = new Map(providers.map((provider) => [provider.id, provider]));
  }

  /** Ids of those one can sign in with. */
  get ids(): OauthProvider[] {
    return [...this.byId.values()].map(({ id }) => id);
  }

  /** What people call a provider, also one that is not set up any more. */
  nameOf(id: OauthProvider): string {
    return providerName(id, this.settings);
  }

  /** @throws DomainError `not_found` when there is no such provider, or it is not set up */
  get(id: string): IdentityProvider {
    const provider = this.byId.get(id);
    if (provider) return provider;
    throw new DomainError('not_found', 'This server is not set up for signing in there.');
  }
}

/** One that is offered has everything it needs, because the settings were read so. */
function make(
  { id, name }: OfferedProvider,
  settings: OauthSettings,
  publicUrl: string,
  http: OutboundHttp,
): IdentityProvider {
  const redirectUri = `${publicUrl}/oauth/${id}`;
  switch (id) {
    case 'github': {
      const { githubClientId: clientId, githubClientSecret: clientSecret } = settings;
      return new GithubProvider({ clientId, clientSecret, redirectUri }, http);
    }
    case 'google': {
      const { googleClientId: clientId, googleClientSecret: clientSecret } = settings;
      return new OidcProvider(id, name, { issuer: GOOGLE, clientId, clientSecret, redirectUri }, http);
    }
    case 'oidc': {
      const { oidcIssuer, oidcClientId: clientId, oidcClientSecret: clientSecret } = settings;
      return new OidcProvider(
        id,
        name,
        { issuer: oidcIssuer ?? '', clientId, clientSecret, redirectUri },
        http,
      );
    }
  }
}
