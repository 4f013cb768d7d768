import { DomainError } from '@nora/contracts';
import { Identity, Transactions, User, isViolationOf, recordAudit } from '@nora/domain';
import { Injectable } from '@nestjs/common';
import { createAccount } from '../auth/create-account';
import { SignIn, type SignedIn } from '../auth/sign-in';
import { SignUpRule } from '../auth/sign-up-rule';
import { actorOf, type Visitor } from '../auth/visitor';
import { emailOf, requireVerifiedEmail } from './oauth-flow';
import { newcomerName } from './newcomer-name';
import type { IdentityProvider, ProvenIdentity } from './providers/identity-provider';

/** Log-ins with an account elsewhere. */
@Injectable()
export class OauthLoginService {
  constructor(
    private readonly transactions: Transactions,
    private readonly signIn: SignIn,
    private readonly rule: SignUpRule,
  ) {}

  /**
   * Signs in the account that is linked; a stranger gets one where sign-up is open. An account that merely has the same
   * e-mail is never taken: whoever opened it may not be who owns the address.
   * @param countSignUp counts a new account against those that may still be opened
   * @throws DomainError `second_factor_required`, `invalid_credentials` for a disabled account, `email_unverified`,
   * `account_link_required`, `signup_disabled`
   */
  async login(
    provider: IdentityProvider,
    identity: ProvenIdentity,
    visitor: Visitor,
    countSignUp: () => Promise<void>,
  ): Promise<SignedIn> {
    try {
      const user = await this.linkedAccount(provider, identity);
      if (user) return await this.signIn.begin(user, provider.id, visitor);
      const email = requireVerifiedEmail(provider, identity);
      if (await this.isTaken(email)) {
        // Perhaps by the same person, who has come back twice and was let in since.
        const since = await this.linkedAccount(provider, identity);
        if (since) return await this.signIn.begin(since, provider.id, visitor);
        throw linkRequired(provider.name);
      }
      await this.rule.requireOpen(email);
      await countSignUp();
      return await this.welcome(provider, identity, email, visitor);
    } catch (error) {
      if (error instanceof DomainError && RECORDED.has(error.code)) {
        await this.recordRefusal(provider, identity, visitor, error);
      }
      throw error;
    }
  }

  /** Remembers that the link was used, and under which address. */
  private async linkedAccount(
    { id: provider }: IdentityProvider,
    proven: ProvenIdentity,
  ): Promise<User | null> {
    const { subject } = proven;
    const { manager } = this.transactions.dataSource;
    const identity = await manager.findOne(Identity, {
      where: { provider, subject },
      relations: { user: true },
    });
    if (!identity) return null;
    if (identity.user.disabledAt) {
      throw new DomainError('invalid_credentials', 'There is no account that you can log in to this way.');
    }
    const use = { email: emailOf(proven), lastUsedAt: new Date() };
    await manager.update(Identity, { id: identity.id }, use);
    return identity.user;
  }

  private isTaken(email: string): Promise<boolean> {
    return this.transactions.dataSource.manager.existsBy(User, { email });
  }

  /** Of two first log-ins at once one makes the account, and the other finds it. */
  private async welcome(
    provider: IdentityProvider,
    identity: ProvenIdentity,
    email: string,
    visitor: Visitor,
  ): Promise<SignedIn> {
    try {
      return await this.open(provider, identity, email, visitor);
    } catch (error) {
      const taken = error instanceof DomainError && error.code === 'email_taken';
      if (!taken && !isViolationOf(error, 'uq_identities_provider_subject')) throw error;
      const user = await this.linkedAccount(provider, identity);
      if (user) return this.signIn.begin(user, provider.id, visitor);
      throw linkRequired(provider.name);
    }
  }

  private open(
    { id: provider }: IdentityProvider,
    identity: ProvenIdentity,
    email: string,
    visitor: Visitor,
  ): Promise<SignedIn> {
    const { subject } = identity;
    const account = { email, name: newcomerName(identity.name, email), passwordHash: null };
    return this.transactions.run(async (manager) => {
      const now = new Date();
      const { user, workspace } = await createAccount(manager, { ...account, emailVerifiedAt: now });
      const link = manager.create(Identity, { userId: user.id, provider, subject, email, lastUsedAt: now });
      await manager.insert(Identity, link);
      const { id: sessionId, token } = await this.signIn.openIn(manager, user, provider, visitor);
      await recordAudit(manager, {
        actor: actorOf(visitor, user),
        ...{ action: 'auth.sign-up', resourceType: 'user', resourceId: user.id, workspaceId: null },
        details: { email, method: provider, workspaceId: workspace.id, sessionId },
      });
      return { user, token };
    });
  }

  private recordRefusal(
    { id: method }: IdentityProvider,
    identity: ProvenIdentity,
    { actor }: Visitor,
    { code: reason }: DomainError,
  ): Promise<void> {
    return this.transactions.run((manager) =>
      recordAudit(manager, {
        ...{ actor, action: 'auth.login', resourceType: 'user', resourceId: null, workspaceId: null },
        ...{ outcome: 'refused', details: { method, email: emailOf(identity), reason } },
      }),
    );
  }
}

/** Refusals that the audit log tells of. */
const RECORDED: ReadonlySet<string> = new Set([
  ...['invalid_credentials', 'email_unverified', 'account_link_required', 'signup_disabled'],
]);

function linkRequired(name: string): DomainError {
  const message = `There is an account with this e-mail. Log in to it, and link ${name} in its settings.`;
  return new DomainError('account_link_required', message);
}
