import { HttpSettings } from '@nora/config';
import { hashPassword } from '@nora/crypto';
import { Transactions, User, recordAudit } from '@nora/domain';
import { Injectable } from '@nestjs/common';
import { IsNull, type EntityManager } from 'typeorm';
import { Background } from '../../core/background';
import { Mailer } from '../../mail/mailer';
import { NewPasswords } from '../new-passwords';
import { actorOf, type Visitor } from '../visitor';
import { OneTimeTokens } from './one-time-tokens';

const LIFETIME = 3_600;

/** A link that gives an account a new password. */
export interface ResetLink {
  url: string;
  expiresAt: Date;
}

/** Lets people back in who have forgotten their password. */
@Injectable()
export class PasswordResets {
  constructor(
    private readonly transactions: Transactions,
    private readonly tokens: OneTimeTokens,
    private readonly passwords: NewPasswords,
    private readonly mailer: Mailer,
    private readonly background: Background,
    private readonly http: HttpSettings,
  ) {}

  /**
   * Mails a link, where the address has an account and the installation sends mail. It happens behind the answer, which
   * is the same for everybody and takes as long.
   */
  request(email: string, visitor: Visitor): void {
    this.background.start('a request to reset a password was not worked on', async () => {
      const { manager } = this.transactions.dataSource;
      const user = await manager.findOneBy(User, { email, disabledAt: IsNull() });
      const mailed = user !== null && this.mailer.isSetUp;
      const link = await this.transactions.run(async (within) => {
        await recordAudit(within, {
          ...{ actor: visitor.actor, action: 'auth.password-reset-request', resourceType: 'user' },
          ...{ resourceId: user?.id ?? null, workspaceId: null, details: { email, mailed } },
          outcome: user ? 'allowed' : 'refused',
        });
        return mailed ? this.issue(within, user, 'mailed') : null;
      });
      if (link) await this.mail(email, link.url);
    });
  }

  /** Makes a link in the caller's transaction, instead of those the account has. */
  async issue(
    manager: EntityManager,
    { id, email }: Pick<User, 'id' | 'email'>,
    way: 'mailed' | 'handed-on',
  ): Promise<ResetLink> {
    const purpose = { kind: 'password-reset' as const, lifetime: LIFETIME, facts: { email, way } };
    const { token, expiresAt } = await this.tokens.replace(manager, id, purpose);
    return { url: `${this.http.publicUrl}/reset-password#token=${token}`, expiresAt };
  }

  /**
   * Sets the password and ends every session of the account.
   * @throws DomainError `not_found`, `link_used`, `link_expired`
   */
  async complete(token: string, password: string, visitor: Visitor): Promise<void> {
    // First, so that hashing is not done for whoever asks for it.
    await this.tokens.check('password-reset', token);
    const passwordHash = await hashPassword(password);
    const email = await this.transactions.run(async (manager) => {
      const { user, facts } = await this.tokens.use(manager, 'password-reset', token);
      const sessionsEnded = await this.passwords.set(manager, user.id, passwordHash);
      const { email, way } = facts as { email: string; way: string };
      const proves = way === 'mailed' && email === user.email && user.emailVerifiedAt === null;
      if (proves) await this.takeOver(manager, user.id);
      await recordAudit(manager, {
        actor: actorOf(visitor, user),
        ...{ action: 'auth.password-reset', resourceType: 'user', resourceId: user.id, workspaceId: null },
        details: { way, sessionsEnded, emailVerified: proves },
      });
      return user.email;
    });
    this.passwords.tell(email);
  }

  /**
   * The address is proven for the first time: whoever opened the account may have been somebody else, who keeps no way
   * in (identities elsewhere, API keys). A second factor stays, because it is there for mailboxes that others read.
   */
  private async takeOver(manager: EntityManager, userId: string): Promise<void> {
    await manager.update(User, { id: userId }, { emailVerifiedAt: new Date() });
    await manager.query(`DELETE FROM identities WHERE user_id = $1`, [userId]);
    await manager.query(
      `UPDATE api_keys SET revoked_at = now(), updated_at = now() WHERE issuer_id = $1 AND revoked_at IS NULL`,
      [userId],
    );
  }

  private mail(email: string, url: string): Promise<void> {
    return this.mailer.send({
      to: email,
      subject: 'Reset your Nora password',
      paragraphs: [
        `Somebody asked to reset the password of your account at ${this.http.publicUrl}. The link works once, for an hour.`,
        'If that was not you, do nothing: your password stays as it is.',
      ],
      link: { label: 'Choose a new password', url },
    });
  }
}
