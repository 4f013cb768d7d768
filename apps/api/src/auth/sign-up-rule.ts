import { HttpSettings, SecretSettings } from '@nora/config';
import { DomainError } from '@nora/contracts';
import { hashToken } from '@nora/crypto';
import { WorkspaceInvitation } from '@nora/domain';
import { Injectable } from '@nestjs/common';
import { DataSource, IsNull, MoreThan } from 'typeorm';
import { FirstAdminService } from './first-admin.service';

/** Whether a stranger may open an account here, whatever they sign in with. */
@Injectable()
export class SignUpRule {
  constructor(
    private readonly dataSource: DataSource,
    private readonly firstAdmin: FirstAdminService,
    private readonly http: HttpSettings,
    private readonly secrets: SecretSettings,
  ) {}

  /**
   * Passes when a new account may be opened for an address. None may before the server has its first administrator.
   * @param invitationToken of an invitation of the same address, which opens what is closed
   * @throws DomainError `signup_disabled`
   */
  async requireOpen(email: string, invitationToken?: string): Promise<void> {
    if (await this.firstAdmin.isNeeded()) {
      const message = 'This server has no administrator yet. It must be claimed first.';
      throw new DomainError('signup_disabled', message);
    }
    if (this.http.signupEnabled) return;
    if (invitationToken !== undefined && (await this.isInvited(email, invitationToken))) return;
    throw new DomainError('signup_disabled', 'This server takes no new accounts. Ask for an invitation.');
  }

  private isInvited(email: string, token: string): Promise<boolean> {
    const { inviteSecret, jwtSecret } = this.secrets;
    return this.dataSource.manager.existsBy(WorkspaceInvitation, {
      tokenHash: hashToken(token, inviteSecret ?? jwtSecret, 'workspace-invitation'),
      email,
      acceptedAt: IsNull(),
      revokedAt: IsNull(),
      expiresAt: MoreThan(new Date()),
      workspace: { deletedAt: IsNull() },
    });
  }
}
