import { DomainError, ONE_TIME_TOKEN_KINDS } from '@nora/contracts';
import { SecondFactor, Transactions, User, recordAudit, type AuditRecord } from '@nora/domain';
import type { Principal } from '@nora/http-kit';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { lastAdmin, lockWithAdmins } from '../../account/last-admin';
import { OneTimeTokens } from '../../auth/links/one-time-tokens';
import { PasswordResets, type ResetLink } from '../../auth/links/password-resets';
import { auditActorOf } from '../../core/audit-actor';
import { SessionsService } from '../../sessions/sessions.service';
import type { ChangeUserDto } from './dto/change-user.dto';

/** What administrators do to the accounts of others. */
@Injectable()
export class UserChangesService {
  constructor(
    private readonly transactions: Transactions,
    private readonly sessions: SessionsService,
    private readonly tokens: OneTimeTokens,
    private readonly resets: PasswordResets,
  ) {}

  /**
   * Gives another role, disables or enables. Disabling ends every session, link and log-in under way.
   * @throws DomainError `not_found`, `last_admin`
   */
  async change(
    principal: Principal,
    userId: string,
    { platformRole, disabled }: ChangeUserDto,
  ): Promise<void> {
    await this.transactions.run(async (manager) => {
      const { user, isLastAdmin } = await lockWithAdmins(manager, userId);
      const before = stateOf(user);
      const after = {
        platformRole: platformRole ?? before.platformRole,
        disabled: disabled ?? before.disabled,
      };
      if (isLastAdmin && (after.platformRole !== 'admin' || after.disabled)) throw lastAdmin();
      if (before.platformRole === after.platformRole && before.disabled === after.disabled) return;
      const disabledAt = after.disabled ? (user.disabledAt ?? new Date()) : null;
      await manager.update(User, { id: userId }, { platformRole: after.platformRole, disabledAt });
      const sessionsEnded = after.disabled ? await this.signOut(manager, userId) : 0;
      await record(manager, principal, userId, {
        ...{ action: 'user.update', before, after },
        details: { email: user.email, sessionsEnded },
      });
    });
  }

  /** @throws DomainError `not_found` */
  async revokeSessions(principal: Principal, userId: string): Promise<void> {
    await this.transactions.run(async (manager) => {
      const { email } = await find(manager, userId);
      const sessionsEnded = await this.sessions.revokeOf(manager, userId);
      const details = { email, sessionsEnded };
      await record(manager, principal, userId, { action: 'user.sessions-revoke', details });
    });
  }

  /**
   * Makes a link that gives the account a new password, for an administrator to hand on.
   * @throws DomainError `not_found`; `operation_not_allowed` for a disabled account
   */
  issueResetLink(principal: Principal, userId: string): Promise<ResetLink> {
    return this.transactions.run(async (manager) => {
      const user = await find(manager, userId);
      if (user.disabledAt) {
        throw new DomainError('operation_not_allowed', 'The account is disabled. Enable it first.');
      }
      const link = await this.resets.issue(manager, user, 'handed-on');
      const details = { email: user.email, expiresAt: link.expiresAt.toISOString() };
      await record(manager, principal, userId, { action: 'user.reset-link', details });
      return link;
    });
  }

  /**
   * Takes the second factor away from somebody who has lost it.
   * @throws DomainError `not_found` also when there is none
   */
  async removeSecondFactor(principal: Principal, userId: string): Promise<void> {
    await this.transactions.run(async (manager) => {
      const { email } = await find(manager, userId);
      const { affected } = await manager.delete(SecondFactor, { userId });
      if (affected !== 1) throw new DomainError('not_found', 'This account has no second factor.');
      await this.tokens.end(manager, userId, ['second-factor']);
      await record(manager, principal, userId, { action: 'user.second-factor-remove', details: { email } });
    });
  }

  private async signOut(manager: EntityManager, userId: string): Promise<number> {
    await this.tokens.end(manager, userId, [...ONE_TIME_TOKEN_KINDS]);
    return this.sessions.revokeOf(manager, userId);
  }
}

async function find(manager: EntityManager, id: string): Promise<User> {
  const user = await manager.findOneBy(User, { id });
  if (!user) throw new DomainError('not_found', 'There is no such account.');
  return user;
}

function stateOf({ platformRole, disabledAt }: User): Required<ChangeUserDto> {
  return { platformRole, disabled: disabledAt !== null };
}

function record(
  manager: EntityManager,
  principal: Principal,
  userId: string,
  act: Pick<AuditRecord, 'action' | 'details' | 'before' | 'after'>,
): Promise<void> {
  const resource = { resourceType: 'user', resourceId: userId, workspaceId: null };
  return recordAudit(manager, { actor: auditActorOf(principal), ...resource, ...act });
}
