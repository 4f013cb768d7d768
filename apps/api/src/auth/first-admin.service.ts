import { SecretSettings } from '@nora/config';
import { DomainError } from '@nora/contracts';
import { equalInConstantTime, hashPassword } from '@nora/crypto';
import { PlatformSetting, Transactions, User, WORKER_ACTOR, isViolationOf, recordAudit } from '@nora/domain';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { createAccount, type NewAccount } from './create-account';
import type { ClaimDto } from './dto/claim.dto';
import { SignIn, type SignedIn } from './sign-in';
import { actorOf, type Visitor } from './visitor';

/** Row of `platform_settings` that exists once the server has had its first administrator. */
const CLAIMED = 'claimed';

/** Who administers a new server. */
@Injectable()
export class FirstAdminService {
  constructor(
    private readonly transactions: Transactions,
    private readonly signIn: SignIn,
    private readonly secrets: SecretSettings,
  ) {}

  async isNeeded(): Promise<boolean> {
    const { manager } = this.transactions.dataSource;
    return !(await manager.existsBy(PlatformSetting, { key: CLAIMED })) && !(await manager.exists(User));
  }

  /**
   * Makes the first account, a platform admin. Of two parallel claims one wins.
   * @throws DomainError `already_claimed`, `claim_token_invalid`
   */
  async claim({ claimToken, email, password, name }: ClaimDto, visitor: Visitor): Promise<SignedIn> {
    if (!(await this.isNeeded())) throw alreadyClaimed();
    const expected = this.secrets.claimToken;
    if (expected !== null && !equalInConstantTime(claimToken ?? '', expected)) {
      await this.refuse(visitor, email);
    }
    const account = { email, name, passwordHash: await hashPassword(password) };
    try {
      return await this.transactions.run(async (manager) => {
        const { user, workspace } = await createFirstAdmin(manager, account);
        const { id: sessionId, token } = await this.signIn.openIn(manager, user, 'password', visitor);
        await recordAudit(manager, {
          actor: actorOf(visitor, user),
          ...{ action: 'auth.claim', resourceType: 'user', resourceId: user.id, workspaceId: null },
          details: { email, workspaceId: workspace.id, sessionId },
        });
        return { user, token };
      });
    } catch (error) {
      if (isViolationOf(error, 'pk_platform_settings')) throw alreadyClaimed(error);
      throw error;
    }
  }

  /**
   * Makes the first account, a platform admin, without anybody at hand. Of two parallel attempts one wins.
   * @returns whether it was made by this one; not where there is an account
   */
  async seed(email: string, password: string): Promise<boolean> {
    if (!(await this.isNeeded())) return false;
    const account = { email, name: 'Administrator', passwordHash: await hashPassword(password) };
    try {
      await this.transactions.run(async (manager) => {
        const { user, workspace } = await createFirstAdmin(manager, account);
        await recordAudit(manager, {
          ...{ actor: WORKER_ACTOR, action: 'auth.seed', resourceType: 'user', resourceId: user.id },
          ...{ workspaceId: null, details: { email, workspaceId: workspace.id } },
        });
      });
      return true;
    } catch (error) {
      if (isViolationOf(error, 'pk_platform_settings')) return false;
      throw error;
    }
  }

  private async refuse({ actor }: Visitor, email: string): Promise<never> {
    await this.transactions.run((manager) =>
      recordAudit(manager, {
        ...{ actor, action: 'auth.claim', resourceType: 'user', resourceId: null, workspaceId: null },
        ...{ outcome: 'refused', details: { email } },
      }),
    );
    throw new DomainError('claim_token_invalid', 'Open the claim link that the server printed at its start.');
  }
}

/** The row comes first: of two who are at it at once the other waits for it, and fails. */
async function createFirstAdmin(
  manager: EntityManager,
  account: NewAccount,
): ReturnType<typeof createAccount> {
  await manager.insert(PlatformSetting, { key: CLAIMED, value: { email: account.email } });
  return createAccount(manager, { ...account, platformRole: 'admin' });
}

function alreadyClaimed(cause?: unknown): DomainError {
  return new DomainError(
    'already_claimed',
    'This server has an administrator. Log in instead.',
    {},
    { cause },
  );
}
