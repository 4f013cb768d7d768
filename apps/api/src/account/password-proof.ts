import { DomainError } from '@nora/contracts';
import { verifyPassword } from '@nora/crypto';
import { Transactions, recordAudit, type User } from '@nora/domain';
import type { Principal } from '@nora/http-kit';
import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import { RateLimits } from '../access/rate-limits';
import { auditActorOf } from '../core/audit-actor';
import { ownAccount } from './own-account';

/** Asks somebody who is signed in for their password again, before what a stolen session must not do. */
@Injectable()
export class PasswordProof {
  constructor(
    private readonly transactions: Transactions,
    private readonly limits: RateLimits,
  ) {}

  /**
   * Passes when the password is right, or when the account has none. Attempts count like log-ins to the account.
   * @returns the account as it was read for the comparison
   * @throws DomainError `password_wrong`, `too_many_requests`
   */
  async require(principal: Principal, password: string | undefined, response: Response): Promise<User> {
    const { userId: id } = principal;
    const user = await ownAccount(this.transactions.dataSource.manager, id);
    if (user.passwordHash === null) return user;
    await this.limits.take(response, 'logins', `account ${user.email}`);
    if (password !== undefined && (await verifyPassword(user.passwordHash, password))) return user;
    await this.transactions.run((manager) =>
      recordAudit(manager, {
        actor: auditActorOf(principal),
        ...{ action: 'account.password-proof', resourceType: 'user', resourceId: id, workspaceId: null },
        outcome: 'refused',
      }),
    );
    throw new DomainError('password_wrong', 'This is not the password of your account.');
  }
}
