import { DomainError, type SignInMethod } from '@nora/contracts';
import { OneTimeToken, type User } from '@nora/domain';
import { Injectable } from '@nestjs/common';
import { IsNull, MoreThan, type EntityManager } from 'typeorm';
import { OneTimeTokens } from '../auth/links/one-time-tokens';
import { SecondFactors } from './second-factors';

const KIND = 'second-factor';
/** Seconds that somebody has to give the code. */
const LIFETIME = 300;
/** Wrong codes after which the log-in must be begun again. */
const MOST_FAILURES = 5;

/** Log-ins whose first proof was given, and which wait for the second. */
@Injectable()
export class SignInChallenges {
  constructor(
    private readonly tokens: OneTimeTokens,
    private readonly factors: SecondFactors,
  ) {}

  /**
   * Lets a log-in wait, where the account has a second factor.
   * @returns what names the log-in from now on; null where nothing is to be waited for
   */
  async issue(manager: EntityManager, user: User, method: SignInMethod): Promise<string | null> {
    if (!(await this.factors.isOn(manager, user.id))) return null;
    const purpose = { kind: KIND, lifetime: LIFETIME, facts: { method } } as const;
    const { token } = await this.tokens.issue(manager, user.id, purpose);
    return token;
  }

  /**
   * Whose log-in waits.
   * @throws DomainError `link_expired` when none does, whatever the reason
   */
  async accountOf(challenge: string): Promise<User> {
    try {
      return await this.tokens.check(KIND, challenge);
    } catch (error) {
      if (error instanceof DomainError) throw expired(error);
      throw error;
    }
  }

  /**
   * Holds a waiting log-in until the end of the caller's transaction: parallel attempts are counted one after another.
   * @throws DomainError `link_expired`
   */
  async hold(manager: EntityManager, challenge: string): Promise<{ id: string; method: SignInMethod }> {
    const tokenHash = this.tokens.hashOf(KIND, challenge);
    const row = await manager.findOne(OneTimeToken, {
      where: { kind: KIND, tokenHash, usedAt: IsNull(), expiresAt: MoreThan(new Date()) },
      lock: { mode: 'pessimistic_write' },
    });
    if (!row) throw expired();
    return { id: row.id, method: (row.facts as { method: SignInMethod }).method };
  }

  /** Ends the waiting of a log-in that is held. */
  async end(manager: EntityManager, id: string): Promise<void> {
    await manager.update(OneTimeToken, { id }, { usedAt: new Date() });
  }

  /** Counts a wrong code against a log-in that is held; the last that is allowed ends it. */
  async fail(manager: EntityManager, id: string): Promise<void> {
    await manager.query(
      `UPDATE one_time_tokens SET failures = failures + 1, updated_at = now(),
         used_at = CASE WHEN failures + 1 >= $2 THEN now() END
       WHERE id = $1`,
      [id, MOST_FAILURES],
    );
  }
}

function expired(cause?: unknown): DomainError {
  const message = 'This log-in took too long, or was ended. Log in again.';
  return new DomainError('link_expired', message, {}, { cause });
}
