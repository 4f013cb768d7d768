import { HttpSettings } from '@nora/config';
import { DomainError } from '@nora/contracts';
import { Transactions, User, recordAudit } from '@nora/domain';
import type { Principal } from '@nora/http-kit';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { lockOwnAccount } from '../../account/own-account';
import { auditActorOf } from '../../core/audit-actor';
import type { Mail } from '../../mail/mail';
import { Mailer } from '../../mail/mailer';
import { actorOf, type Visitor } from '../visitor';
import { OneTimeTokens } from './one-time-tokens';

const LIFETIME = 24 * 3_600;

/** Proves that an address belongs to the account that gave it, by a link only its mailbox gets. */
@Injectable()
export class EmailVerifications {
  constructor(
    private readonly transactions: Transactions,
    private readonly tokens: OneTimeTokens,
    private readonly mailer: Mailer,
    private readonly http: HttpSettings,
  ) {}

  /** The mail for an account, to be sent after the caller's commit; null where no mail is sent. */
  async prepare(manager: EntityManager, { id, email }: Pick<User, 'id' | 'email'>): Promise<Mail | null> {
    if (!this.mailer.isSetUp) return null;
    const purpose = { kind: 'email-verification' as const, lifetime: LIFETIME, facts: { email } };
    const { token } = await this.tokens.replace(manager, id, purpose);
    return {
      to: email,
      subject: 'Confirm your e-mail address for Nora',
      // No name: whoever opens an account for a stranger's address must not get words into their mailbox.
      paragraphs: [
        `An account was opened at ${this.http.publicUrl} with this address. Confirm that it is yours within 24 hours.`,
        'If you did not open it, do nothing.',
      ],
      link: { label: 'Confirm the address', url: `${this.http.publicUrl}/verify-email#token=${token}` },
    };
  }

  /**
   * Mails the link to somebody signed in.
   * @throws DomainError `mail_not_configured`, `mail_failed`; `conflict` when the address is proven already
   */
  async request(principal: Principal): Promise<void> {
    const { userId: id, email } = principal;
    const mail = await this.transactions.run(async (manager) => {
      const { emailVerifiedAt } = await lockOwnAccount(manager, id);
      if (emailVerifiedAt) throw new DomainError('conflict', 'This address is confirmed already.');
      const prepared = await this.prepare(manager, { id, email });
      if (!prepared) {
        throw new DomainError(
          'mail_not_configured',
          'This installation sends no mail, so it confirms no addresses.',
        );
      }
      await recordAudit(manager, {
        actor: auditActorOf(principal),
        ...{ action: 'account.email-verification-request', resourceType: 'user', resourceId: id },
        ...{ workspaceId: null, details: { email } },
      });
      return prepared;
    });
    await this.mailer.send(mail);
  }

  /** @throws DomainError `not_found`, `link_used`, `link_expired` */
  async complete(token: string, visitor: Visitor): Promise<void> {
    await this.transactions.run(async (manager) => {
      const { user, facts } = await this.tokens.use(manager, 'email-verification', token);
      const { email } = facts as { email: string };
      if (email !== user.email) {
        throw new DomainError('link_expired', 'The account has another address by now. Ask for a new link.');
      }
      await manager.update(User, { id: user.id }, { emailVerifiedAt: new Date() });
      await recordAudit(manager, {
        actor: actorOf(visitor, user),
        ...{ action: 'auth.email-verification', resourceType: 'user', resourceId: user.id },
        ...{ workspaceId: null, details: { email } },
      });
    });
  }
}
