import { issuer, text } from '../parsers';
import { Setting, type CheckedTogether } from '../setting';
import { halfSet } from './half-set';

/** Identity providers one can sign in with. A provider is offered when its client id and secret are both set. */
export class OauthSettings implements CheckedTogether {
  @Setting({
    env: 'OAUTH_GITHUB_CLIENT_ID',
    description: 'Client id of the OAuth app at GitHub; its callback is PUBLIC_URL/oauth/github.',
    parse: text,
    default: '',
  })
  readonly githubClientId: string;

  @Setting({
    env: 'OAUTH_GITHUB_CLIENT_SECRET',
    description: 'Client secret of that app.',
    parse: text,
    default: '',
    secret: true,
  })
  readonly githubClientSecret: string;

  @Setting({
    env: 'OAUTH_GOOGLE_CLIENT_ID',
    description: 'Client id at Google; the redirect URI is PUBLIC_URL/oauth/google.',
    parse: text,
    default: '',
  })
  readonly googleClientId: string;

  @Setting({
    env: 'OAUTH_GOOGLE_CLIENT_SECRET',
    description: 'Client secret at Google.',
    parse: text,
    default: '',
    secret: true,
  })
  readonly googleClientSecret: string;

  @Setting({
    env: 'OAUTH_OIDC_ISSUER',
    description:
      'Issuer of any OpenID Connect provider, to the letter (https); the redirect URI is PUBLIC_URL/oauth/oidc.',
    parse: issuer,
    default: null as string | null,
  })
  readonly oidcIssuer: string | null;

  @Setting({
    env: 'OAUTH_OIDC_NAME',
    description: 'What the log-in page calls that provider.',
    parse: text,
    default: 'single sign-on',
  })
  readonly oidcName: string;

  @Setting({ env: 'OAUTH_OIDC_CLIENT_ID', description: 'Client id there.', parse: text, default: '' })
  readonly oidcClientId: string;

  @Setting({
    env: 'OAUTH_OIDC_CLIENT_SECRET',
    description: 'Client secret there.',
    parse: text,
    default: '',
    secret: true,
  })
  readonly oidcClientSecret: string;

  faults(): string[] {
    return [
      ...halfSet({
        OAUTH_GITHUB_CLIENT_ID: this.githubClientId,
        OAUTH_GITHUB_CLIENT_SECRET: this.githubClientSecret,
      }),
      ...halfSet({
        OAUTH_GOOGLE_CLIENT_ID: this.googleClientId,
        OAUTH_GOOGLE_CLIENT_SECRET: this.googleClientSecret,
      }),
      ...halfSet({
        OAUTH_OIDC_ISSUER: this.oidcIssuer ?? '',
        OAUTH_OIDC_CLIENT_ID: this.oidcClientId,
        OAUTH_OIDC_CLIENT_SECRET: this.oidcClientSecret,
      }),
    ];
  }
}
