import type { InvitableRole } from '@nora/contracts';
import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import { RateLimits } from '../access/rate-limits';
import { Mailer } from '../mail/mailer';

/** What an invitation says, and to whom. */
export interface InvitationMessage {
  email: string;
  role: InvitableRole;
  /** Address of the inviter. */
  inviter: string;
  url: string;
}

/** Mails invitations. */
@Injectable()
export class InvitationMail {
  constructor(
    private readonly mailer: Mailer,
    private readonly limits: RateLimits,
  ) {}

  /**
   * Counts a mail that is about to be asked for, where mail is set up. Apart from the links people ask for themselves:
   * nobody keeps them from those by inviting them.
   * @param subject an invited address or an invitation
   * @throws DomainError `too_many_requests`
   */
  async count(response: Response, subject: string): Promise<void> {
    if (this.mailer.isSetUp) await this.limits.take(response, 'mails', `invitation ${subject}`);
  }

  /**
   * Sends the link to the invited address. Names of people and workspaces are not in it: whoever chose them would
   * speak through Nora to strangers.
   * @returns whether the mail server has taken it; the link can be handed on otherwise
   */
  async send({ email, role, inviter, url }: InvitationMessage): Promise<boolean> {
    if (!this.mailer.isSetUp) return false;
    try {
      await this.mailer.send({
        to: email,
        subject: 'You are invited to a workspace on Nora',
        paragraphs: [
          `${inviter} invites you to a workspace on Nora as ${role}.`,
          'The link below shows what you are invited to. It works for seven days, and only for an account with this e-mail address.',
          'If you do not know who this is, do nothing: without you the invitation has no effect.',
        ],
        link: { label: 'Look at the invitation', url },
      });
      return true;
    } catch {
      // The invitation stands all the same; what went wrong is in the log.
      return false;
    }
  }
}
