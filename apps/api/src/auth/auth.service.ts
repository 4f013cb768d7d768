import { DomainError } from '@nora/contracts';
import { verifyPassword } from '@nora/crypto';
import { Transactions, User, recordAudit } from '@nora/domain';
import type { Principal } from '@nora/http-kit';
import { Injectable } from '@nestjs/common';
import { auditActorOf } from '../core/audit-actor';
import { SessionsService } from '../sessions/sessions.service';
import type { LoginDto } from './dto/login.dto';
import { SignIn, type SignedIn } from './sign-in';
import type { Visitor } from './visitor';

/** Log-ins with a password, and log-outs. */
@Injectable()
export class AuthService {
  constructor(
    private readonly transactions: Transactions,
    private readonly signIn: SignIn,
    private readonly sessions: SessionsService,
  ) {}

  /**
   * @throws DomainError `invalid_credentials`, the same for an unknown address, a wrong password and a disabled account;
   * `second_factor_required`
   */
  async login({ email, password }: LoginDto, visitor: Visitor): Promise<SignedIn> {
    const { manager } = this.transactions.dataSource;
    const user = await manager.findOneBy(User, { email });
    const matches = await verifyPassword(user?.passwordHash ?? null, password);
    if (user && matches && !user.disabledAt) return this.signIn.begin(user, 'password', visitor);
    await this.transactions.run((within) =>
      recordAudit(within, {
        ...{ actor: visitor.actor, action: 'auth.login', resourceType: 'user', workspaceId: null },
        ...{ resourceId: user?.id ?? null, outcome: 'refused', details: { email } },
      }),
    );
    throw new DomainError('invalid_credentials', 'There is no account with this e-mail and password.');
  }

  async logout(principal: Principal): Promise<void> {
    const { id } = principal.credential;
    await this.transactions.run(async (manager) => {
      await this.sessions.revoke(manager, id);
      await recordAudit(manager, {
        actor: auditActorOf(principal),
        ...{ action: 'auth.logout', resourceType: 'session', resourceId: id, workspaceId: null },
      });
    });
  }
}
