import { HttpSettings, SecretSettings } from '@nora/config';
import { DomainError } from '@nora/contracts';
import { hashPassword, hashToken } from '@nora/crypto';
import { Transactions, WorkspaceInvitation, recordAudit } from '@nora/domain';
import { Injectable } from '@nestjs/common';
import { IsNull, MoreThan } from 'typeorm';
import { createAccount } from './create-account';
import type { SignUpDto } from './dto/sign-up.dto';
import { FirstAdminService } from './first-admin.service';
import { SignIn, type SignedIn } from './sign-in';
import { actorOf, type Visitor } from './visitor';

/** Accounts that strangers open for themselves. */
@Injectable()
export class SignUpService {
  constructor(
    private readonly transactions: Transactions,
    private readonly signIn: SignIn,
    private readonly firstAdmin: FirstAdminService,
    private readonly http: HttpSettings,
    private readonly secrets: SecretSettings,
  ) {}

  /**
   * Makes an account with a workspace of its own, and signs it in.
   * @throws DomainError `signup_disabled`, `email_taken`
   */
  async signUp({ email, password, name, invitationToken }: SignUpDto, visitor: Visitor): Promise<SignedIn> {
    await this.requireOpen(email, invitationToken);
    const passwordHash = await hashPassword(password);
    return this.transactions.run(async (manager) => {
      const { user, workspace } = await createAccount(manager, { email, name, passwordHash });
      const { id: sessionId, token } = await this.signIn.openIn(manager, user, 'password', visitor);
      await recordAudit(manager, {
        actor: actorOf(visitor, user),
        ...{ action: 'auth.sign-up', resourceType: 'user', resourceId: user.id, workspaceId: null },
        details: { email, workspaceId: workspace.id, sessionId },
      });
      return { user, token };
    });
  }

  /**
   * Passes when a new account may be opened for an address. Nobody may before the server has its first administrator.
   * @param invitationToken of an invitation of the same address, which opens what is closed
   * @throws DomainError `signup_disabled`
   */
  async requireOpen(email: string, invitationToken?: string): Promise<void> {
    if (await this.firstAdmin.isNeeded()) {
      throw new DomainError(
        'signup_disabled',
        'This server has no administrator yet. It must be claimed first.',
      );
    }
    if (this.http.signupEnabled) return;
    if (invitationToken !== undefined && (await this.isInvited(email, invitationToken))) return;
    throw new DomainError('signup_disabled', 'This server takes no new accounts. Ask for an invitation.');
  }

  private isInvited(email: string, token: string): Promise<boolean> {
    const { inviteSecret, jwtSecret } = this.secrets;
    return this.transactions.dataSource.manager.existsBy(WorkspaceInvitation, {
      tokenHash: hashToken(token, inviteSecret ?? jwtSecret, 'workspace-invitation'),
      email,
      acceptedAt: IsNull(),
      revokedAt: IsNull(),
      expiresAt: MoreThan(new Date()),
      workspace: { deletedAt: IsNull() },
    });
  }
}
