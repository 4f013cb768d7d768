import { SecretSettings } from '@nora/config';
import { DomainError, type OauthProvider } from '@nora/contracts';
import { SealedValues, hashToken } from '@nora/crypto';
import { OauthAttempt, sealContext } from '@nora/domain';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { AttemptSecrets } from './providers/identity-provider';

/** Minutes that somebody may take at the provider. */
export const ATTEMPT_MINUTES = 10;

/** What a return must fit. */
export interface AttemptKey {
  provider: OauthProvider;
  /** The account to be linked; null for a log-in. */
  userId: string | null;
  state: string;
  /** The cookie of the browser. */
  browser: string;
}

/** Sign-ins that were sent to an identity provider and have not come back. */
@Injectable()
export class OauthAttempts {
  private readonly hashSecret: string;

  constructor(
    private readonly dataSource: DataSource,
    private readonly sealed: SealedValues,
    { apiKeyHashSecret, jwtSecret }: SecretSettings,
  ) {
    this.hashSecret = apiKeyHashSecret ?? jwtSecret;
  }

  async keep({ provider, userId, state, browser }: AttemptKey, secrets: AttemptSecrets): Promise<void> {
    const id = uuidv7();
    await this.dataSource.manager.insert(OauthAttempt, {
      ...{ id, provider, userId },
      stateHash: this.hashOf('state', state),
      browserHash: this.hashOf('browser', browser),
      secrets: this.sealed.seal(JSON.stringify(secrets), sealContext(OauthAttempt, 'secrets', id)),
      expiresAt: new Date(Date.now() + ATTEMPT_MINUTES * 60_000),
      usedAt: null,
    });
  }

  /**
   * Uses an attempt up. Of two returns at once one gets it; a return that does not fit leaves it as it is.
   * @throws DomainError `oauth_state_invalid`
   */
  async take({ provider, userId, state, browser }: AttemptKey): Promise<AttemptSecrets> {
    const [rows] = await this.dataSource.query<[{ id: string; secrets: string }[], number]>(
      `UPDATE oauth_attempts SET used_at = now(), updated_at = now()
       WHERE state_hash = $1 AND browser_hash = $2 AND provider = $3 AND user_id IS NOT DISTINCT FROM $4
         AND used_at IS NULL AND expires_at > now()
       RETURNING id, secrets`,
      [this.hashOf('state', state), this.hashOf('browser', browser), provider, userId],
    );
    const [row] = rows;
    if (row)
      return JSON.parse(
        this.sealed.open(row.secrets, sealContext(OauthAttempt, 'secrets', row.id)),
      ) as AttemptSecrets;
    const message = 'This sign-in was not begun in this browser, took too long, or has ended. Begin again.';
    throw new DomainError('oauth_state_invalid', message);
  }

  private hashOf(what: 'state' | 'browser', value: string): string {
    return hashToken(value, this.hashSecret, `oauth-${what}`);
  }
}
