import { DomainError, type PlatformRole } from '@nora/contracts';
import { User } from '@nora/domain';
import type { EntityManager } from 'typeorm';

interface Row {
  id: string;
  platform_role: PlatformRole;
  disabled_at: Date | null;
}

/**
 * Locks an account and, in one order for everybody, all administrators that are not disabled: of two changes that
 * would leave none, the second sees what the first has left. Comes before any lock on a workspace.
 * @throws DomainError `not_found`
 */
export async function lockWithAdmins(
  manager: EntityManager,
  userId: string,
): Promise<{ user: User; isLastAdmin: boolean }> {
  const rows = await manager.query<Row[]>(
    `SELECT id, platform_role, disabled_at FROM users
     WHERE id = $1 OR (platform_role = 'admin' AND disabled_at IS NULL) ORDER BY id FOR NO KEY UPDATE`,
    [userId],
  );
  const admins = rows.filter((row) => row.platform_role === 'admin' && row.disabled_at === null);
  const user = await manager.findOneBy(User, { id: userId });
  if (!user) throw new DomainError('not_found', 'There is no such account.');
  return { user, isLastAdmin: admins.length === 1 && admins[0]?.id === userId };
}

/** The refusal to leave the installation without anybody who administers it. */
export function lastAdmin(): DomainError {
  const message = 'An installation keeps one administrator. Make somebody else an administrator first.';
  return new DomainError('last_admin', message);
}
