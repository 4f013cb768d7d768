import { DomainError } from '@nora/contracts';
import { User } from '@nora/domain';
import type { EntityManager } from 'typeorm';

/**
 * The account of whoever asks.
 * @throws DomainError `unauthenticated` when it was deleted since the request came
 */
export async function ownAccount(manager: EntityManager, id: string): Promise<User> {
  return refuseGone(await manager.findOneBy(User, { id }));
}

/** The same, locked: first in a transaction, so that log-ins and deletions come before or after, and never cross. */
export async function lockOwnAccount(manager: EntityManager, id: string): Promise<User> {
  return refuseGone(await manager.findOne(User, { where: { id }, lock: { mode: 'pessimistic_write' } }));
}

function refuseGone(user: User | null): User {
  if (user) return user;
  throw new DomainError('unauthenticated', 'There is no such account any more.');
}
