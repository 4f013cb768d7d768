import { DomainError } from '@nora/contracts';
import type { EntityManager } from 'typeorm';
import { Workspace } from '../entities';

/**
 * Locks a workspace for a change of the workspace or of who belongs to it: such changes follow one another, so that
 * each sees what the one before has left. Work on agents goes on meanwhile.
 * @throws DomainError `not_found` when it is gone
 */
export function lockWorkspace(manager: EntityManager, workspaceId: string): Promise<Workspace> {
  return lock(manager, workspaceId, 'for_no_key_update');
}

async function lock(
  manager: EntityManager,
  id: string,
  mode: 'for_no_key_update' | 'pessimistic_write',
): Promise<Workspace> {
  const workspace = await manager.findOne(Workspace, { where: { id }, lock: { mode } });
  if (!workspace || workspace.deletedAt) {
    throw new DomainError('not_found', 'There is no such workspace.');
  }
  return workspace;
}
