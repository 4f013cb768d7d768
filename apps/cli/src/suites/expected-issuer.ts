import { randomBytes } from 'node:crypto';
import { findFreePort } from '../system/ports';

/** An identity provider that tests start themselves, on a port that the instance must know beforehand. */
export interface ExpectedIssuer {
  /** Of the instance. */
  settings: NodeJS.ProcessEnv;
  /** Of the tests. */
  environment: NodeJS.ProcessEnv;
}

export async function expectIssuer(): Promise<ExpectedIssuer> {
  const issuer = `http://127.0.0.1:${await findFreePort()}`;
  const secret = randomBytes(24).toString('base64url');
  return {
    settings: {
      OAUTH_OIDC_ISSUER: issuer,
      OUTBOUND_ALLOWED_CIDRS: '127.0.0.1',
      OAUTH_OIDC_NAME: 'Example ID',
      OAUTH_OIDC_CLIENT_ID: 'nora',
      OAUTH_OIDC_CLIENT_SECRET: secret,
    },
    environment: { NORA_E2E_OIDC_ISSUER: issuer, NORA_E2E_OIDC_SECRET: secret },
  };
}
