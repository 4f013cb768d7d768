import { DomainError } from '@nora/contracts';
import { hashPassword } from '@nora/crypto';
import { Transactions, recordAudit, type User } from '@nora/domain';
import type { Principal } from '@nora/http-kit';
import { Injectable } from '@nestjs/common';
import { NewPasswords } from '../auth/new-passwords';
import { auditActorOf } from '../core/audit-actor';
import { lockOwnAccount } from './own-account';

/** Changes passwords for those who know the present one. */
@Injectable()
export class PasswordChangeService {
  constructor(
    private readonly transactions: Transactions,
    private readonly passwords: NewPasswords,
  ) {}

  /**
   * Sets another password and ends every other session.
   * @param user as it was read when the present password was proven
   * @throws DomainError `password_wrong` when it was changed since
   */
  async change(principal: Principal, user: User, newPassword: string): Promise<void> {
    const { id, email } = user;
    const passwordHash = await hashPassword(newPassword);
    await this.transactions.run(async (manager) => {
      const { passwordHash: current } = await lockOwnAccount(manager, id);
      if (current !== user.passwordHash) {
        throw new DomainError('password_wrong', 'The password was changed meanwhile.');
      }
      const session = principal.credential.id;
      const sessionsEnded = await this.passwords.set(manager, id, passwordHash, session);
      await recordAudit(manager, {
        actor: auditActorOf(principal),
        ...{ action: 'account.password-change', resourceType: 'user', resourceId: id, workspaceId: null },
        details: { sessionsEnded, hadPassword: user.passwordHash !== null },
      });
    });
    this.passwords.tell(email);
  }
}
