import { DomainError } from '@nora/contracts';
import { Injectable } from '@nestjs/common';
import { LiveSettings } from '../core/live-settings';
import { InvitationOffers } from '../invitations/invitation-offers';
import { FirstAdminService } from './first-admin.service';

/** Whether a stranger may open an account here, whatever they sign in with. */
@Injectable()
export class SignUpRule {
  constructor(
    private readonly firstAdmin: FirstAdminService,
    private readonly invitations: InvitationOffers,
    private readonly settings: LiveSettings,
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
    const { signupEnabled } = await this.settings.get();
    if (signupEnabled) return;
    if (invitationToken !== undefined && (await this.invitations.isOffered(invitationToken, email))) return;
    throw new DomainError('signup_disabled', 'This server takes no new accounts. Ask for an invitation.');
  }
}
