import { hashPassword } from '@nora/crypto';
import { Transactions, recordAudit } from '@nora/domain';
import { Injectable } from '@nestjs/common';
import { Mailer } from '../mail/mailer';
import { createAccount } from './create-account';
import type { SignUpDto } from './dto/sign-up.dto';
import { EmailVerifications } from './links/email-verifications';
import { SignIn, type SignedIn } from './sign-in';
import { SignUpRule } from './sign-up-rule';
import { actorOf, type Visitor } from './visitor';

/** Accounts that strangers open for themselves. */
@Injectable()
export class SignUpService {
  constructor(
    private readonly transactions: Transactions,
    private readonly rule: SignUpRule,
    private readonly signIn: SignIn,
    private readonly verifications: EmailVerifications,
    private readonly mailer: Mailer,
  ) {}

  /**
   * Makes an account with a workspace of its own, signs it in, and mails it a link that proves its address.
   * @throws DomainError `signup_disabled`, `email_taken`
   */
  async signUp({ email, password, name, invitationToken }: SignUpDto, visitor: Visitor): Promise<SignedIn> {
    await this.rule.requireOpen(email, invitationToken);
    const passwordHash = await hashPassword(password);
    const { signedIn, mail } = await this.transactions.run(async (manager) => {
      const { user, workspace } = await createAccount(manager, { email, name, passwordHash });
      const { id: sessionId, token } = await this.signIn.openIn(manager, user, 'password', visitor);
      await recordAudit(manager, {
        actor: actorOf(visitor, user),
        ...{ action: 'auth.sign-up', resourceType: 'user', resourceId: user.id, workspaceId: null },
        details: { email, workspaceId: workspace.id, sessionId },
      });
      return { signedIn: { user, token }, mail: await this.verifications.prepare(manager, user) };
    });
    if (mail) this.mailer.sendLater(mail);
    return signedIn;
  }
}
