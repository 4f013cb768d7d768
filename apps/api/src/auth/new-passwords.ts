import { User } from '@nora/domain';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Mailer } from '../mail/mailer';
import { SessionsService } from '../sessions/sessions.service';
import { OneTimeTokens } from './links/one-time-tokens';

/** Gives accounts another password, and ends what stood on the old one. */
@Injectable()
export class NewPasswords {
  constructor(
    private readonly sessions: SessionsService,
    private readonly tokens: OneTimeTokens,
    private readonly mailer: Mailer,
  ) {}

  /**
   * Writes the password in the caller's transaction; ends sessions, links and log-ins that wait for a second factor.
   * @param keepSession the session that may go on
   * @returns how many sessions were ended
   */
  async set(
    manager: EntityManager,
    userId: string,
    passwordHash: string,
    keepSession?: string,
  ): Promise<number> {
    await manager.update(User, { id: userId }, { passwordHash });
    await this.tokens.end(manager, userId, ['password-reset', 'second-factor']);
    return this.sessions.revokeOf(manager, userId, { except: keepSession });
  }

  /** Tells the account after the commit, in case it was somebody else. */
  tell(email: string): void {
    if (!this.mailer.isSetUp) return;
    this.mailer.sendLater({
      to: email,
      subject: 'Your Nora password was changed',
      paragraphs: [
        'The password of your account was changed, and other sessions were signed out.',
        'If that was not you, ask for a link to reset the password on the log-in page now, and tell an administrator.',
      ],
    });
  }
}
