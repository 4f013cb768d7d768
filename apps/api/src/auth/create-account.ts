import { DomainError } from '@nora/contracts';
import { User, isViolationOf, type Workspace } from '@nora/domain';
import type { EntityManager } from 'typeorm';
import { createPersonalWorkspace } from '../workspaces/personal-workspace';

/** What a new account begins with. */
export type NewAccount = Pick<User, 'email' | 'name' | 'passwordHash'> &
  Partial<Pick<User, 'platformRole' | 'emailVerifiedAt'>>;

/**
 * Makes an account and its personal workspace in the caller's transaction. Of two with one address one is made.
 * @throws DomainError `email_taken`
 */
export async function createAccount(
  manager: EntityManager,
  { platformRole = 'user', emailVerifiedAt = null, ...account }: NewAccount,
): Promise<{ user: User; workspace: Workspace }> {
  const user = manager.create(User, { ...account, platformRole, emailVerifiedAt, disabledAt: null });
  try {
    await manager.insert(User, user);
  } catch (error) {
    if (!isViolationOf(error, 'uq_users_email')) throw error;
    const message = 'There is an account with this e-mail. Log in, or reset its password.';
    throw new DomainError('email_taken', message, {}, { cause: error });
  }
  return { user, workspace: await createPersonalWorkspace(manager, user) };
}
