import { DomainError, type SignInMethod } from '@nora/contracts';
import { Transactions, User, recordAudit } from '@nora/domain';
import { Injectable } from '@nestjs/common';
import { IsNull, type EntityManager } from 'typeorm';
import type { CodeKind } from '../second-factor/second-factors';
import { SignInChallenges } from '../second-factor/sign-in-challenges';
import { SessionsService } from '../sessions/sessions.service';
import { actorOf, type Visitor } from './visitor';

/** An account that has just signed in, and its token. */
export interface SignedIn {
  user: User;
  token: string;
}

/** Opens sessions, whatever way the account was proven. */
@Injectable()
export class SignIn {
  constructor(
    private readonly transactions: Transactions,
    private readonly sessions: SessionsService,
    private readonly challenges: SignInChallenges,
  ) {}

  /**
   * Goes on with a log-in whose first proof was given.
   * @param user as it was read for that proof
   * @throws DomainError `second_factor_required` with the challenge, where the account has one; `invalid_credentials`
   * when the account was disabled or its password changed meanwhile
   */
  async begin(user: User, method: SignInMethod, visitor: Visitor): Promise<SignedIn> {
    const begun = await this.transactions.run(async (manager) => {
      await this.requireUnchanged(manager, user);
      const challenge = await this.challenges.issue(manager, user, method);
      if (challenge === null) return this.finish(manager, user, method, visitor);
      await recordAudit(manager, {
        ...{ actor: actorOf(visitor, user), action: 'auth.challenge', details: { method } },
        ...{ resourceType: 'user', resourceId: user.id, workspaceId: null },
      });
      return { challenge };
    });
    if ('token' in begun) return begun;
    const message = 'Enter the code that your authenticator app shows, or a recovery code.';
    throw new DomainError('second_factor_required', message, begun);
  }

  /** Opens a session of an account that has given every proof it must, in the caller's transaction. */
  async finish(
    manager: EntityManager,
    user: User,
    method: SignInMethod,
    visitor: Visitor,
    details: { secondFactor?: CodeKind } = {},
  ): Promise<SignedIn> {
    const { id, token } = await this.openIn(manager, user, method, visitor);
    await recordAudit(manager, {
      actor: actorOf(visitor, user),
      ...{ action: 'auth.login', resourceType: 'session', resourceId: id, workspaceId: null },
      details: { method, ...details },
    });
    return { user, token };
  }

  /** Opens a session in the transaction of the caller, who records what it is part of. */
  openIn(
    manager: EntityManager,
    user: User,
    method: SignInMethod,
    { actor, userAgent }: Visitor,
  ): Promise<{ id: string; token: string }> {
    return this.sessions.open(manager, user, { method, userAgent, address: actor.address });
  }

  /** Holds the account's row, so that what ends its sessions comes either before this one or sees it. */
  private async requireUnchanged(manager: EntityManager, { id, passwordHash }: User): Promise<void> {
    const lock = { mode: 'pessimistic_read' as const };
    const current = await manager.findOne(User, { where: { id, disabledAt: IsNull() }, lock });
    if (current?.passwordHash === passwordHash) return;
    throw new DomainError('invalid_credentials', 'The account was changed meanwhile. Log in again.');
  }
}
