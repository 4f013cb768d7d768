import { SecretSettings } from '@nora/config';
import { DomainError } from '@nora/contracts';
import { equalInConstantTime, hashPassword, verifyPassword } from '@nora/crypto';
import {
  PlatformSetting,
  Transactions,
  User,
  isViolationOf,
  recordAudit,
  type AuditActor,
} from '@nora/domain';
import type { Principal } from '@nora/http-kit';
import { Injectable } from '@nestjs/common';
import { auditActorOf } from '../core/audit-actor';
import { SessionsService } from '../sessions/sessions.service';
import { createPersonalWorkspace } from '../workspaces/personal-workspace';
import type { ClaimDto } from './dto/claim.dto';
import type { LoginDto } from './dto/login.dto';

/** Row of `platform_settings` that exists once somebody has claimed the server. */
const CLAIMED = 'claimed';

/** An account that has just signed in, and its token. */
export interface SignedIn {
  user: User;
  token: string;
}

/** The caller before there is a session. */
export interface Visitor {
  actor: AuditActor;
  userAgent: string | null;
}

/** Claims, log-ins and log-outs. */
@Injectable()
export class AuthService {
  constructor(
    private readonly transactions: Transactions,
    private readonly sessions: SessionsService,
    private readonly secrets: SecretSettings,
  ) {}

  async needsFirstAdmin(): Promise<boolean> {
    const { manager } = this.transactions.dataSource;
    return !(await manager.existsBy(PlatformSetting, { key: CLAIMED })) && !(await manager.exists(User));
  }

  /**
   * Makes the first account, a platform admin. Of two parallel claims one wins.
   * @throws DomainError `already_claimed`, `claim_token_invalid`
   */
  async claim({ claimToken, email, password, name }: ClaimDto, visitor: Visitor): Promise<SignedIn> {
    if (!(await this.needsFirstAdmin())) throw alreadyClaimed();
    const expected = this.secrets.claimToken;
    if (expected !== null && !equalInConstantTime(claimToken ?? '', expected)) {
      await this.refused('auth.claim', visitor.actor, null, { email });
      throw new DomainError(
        'claim_token_invalid',
        'Open the claim link that the server printed at its start.',
      );
    }
    const passwordHash = await hashPassword(password);
    try {
      return await this.transactions.run(async (manager) => {
        const user = manager.create(User, {
          email,
          name,
          passwordHash,
          platformRole: 'admin',
          disabledAt: null,
        });
        await manager.insert(PlatformSetting, { key: CLAIMED, value: { userId: user.id } });
        await manager.insert(User, user);
        const workspace = await createPersonalWorkspace(manager, user);
        const actor: AuditActor = { ...visitor.actor, type: 'user', id: user.id, label: user.email };
        const { id, token } = await this.openSession(manager, user, visitor);
        await recordAudit(manager, {
          ...{ actor, action: 'auth.claim', resourceType: 'user', resourceId: user.id, workspaceId: null },
          details: { email, workspaceId: workspace.id, sessionId: id },
        });
        return { user, token };
      });
    } catch (error) {
      if (isViolationOf(error, 'pk_platform_settings')) throw alreadyClaimed(error);
      throw error;
    }
  }

  /** @throws DomainError `invalid_credentials`, the same for an unknown address, a wrong password and a disabled account */
  async login({ email, password }: LoginDto, visitor: Visitor): Promise<SignedIn> {
    const user = await this.transactions.dataSource.manager.findOneBy(User, { email });
    const matches = await verifyPassword(user?.passwordHash ?? null, password);
    if (!user || !matches || user.disabledAt) {
      await this.refused('auth.login', visitor.actor, user?.id ?? null, { email });
      throw new DomainError('invalid_credentials', 'There is no account with this e-mail and password.');
    }
    return this.transactions.run(async (manager) => {
      const { id, token } = await this.openSession(manager, user, visitor);
      await recordAudit(manager, {
        actor: { ...visitor.actor, type: 'user', id: user.id, label: user.email },
        ...{ action: 'auth.login', resourceType: 'session', resourceId: id, workspaceId: null },
      });
      return { user, token };
    });
  }

  async logout(principal: Principal): Promise<void> {
    await this.transactions.run(async (manager) => {
      await this.sessions.revoke(manager, principal.credential.id);
      await recordAudit(manager, {
        actor: auditActorOf(principal),
        ...{
          action: 'auth.logout',
          resourceType: 'session',
          resourceId: principal.credential.id,
          workspaceId: null,
        },
      });
    });
  }

  private openSession(
    manager: Parameters<SessionsService['open']>[0],
    user: User,
    { actor, userAgent }: Visitor,
  ): Promise<{ id: string; token: string }> {
    return this.sessions.open(manager, user, { userAgent, address: actor.address });
  }

  private refused(action: string, actor: AuditActor, userId: string | null, details: object): Promise<void> {
    return this.transactions.run((manager) =>
      recordAudit(manager, {
        ...{ actor, action, resourceType: 'user', resourceId: userId, workspaceId: null },
        outcome: 'refused',
        details,
      }),
    );
  }
}

function alreadyClaimed(cause?: unknown): DomainError {
  return new DomainError(
    'already_claimed',
    'This server has an administrator. Log in instead.',
    {},
    { cause },
  );
}
