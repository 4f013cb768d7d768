import { DomainError } from '@nora/contracts';
import type { EntityManager } from 'typeorm';
import { Workspace } from '../entities';

/**
 * Locks a workspace for a change of itself or of who belongs to it: such changes follow one another, so that each
 * sees what the one before has left. Work on agents that exist goes on meanwhile; new ones wait. Comes before any
 * lock on an agent.
 * @throws DomainError `not_found` when it is gone
 */
export async function lockWorkspace(manager: EntityManager, workspaceId: string): Promise<Workspace> {
  return refuseDeleted(await find(manager, workspaceId, 'for_no_key_update'));
}

/**
 * Makes sure until the end of the transaction that a workspace takes new agents. Comes before any lock on an agent.
 * @throws DomainError `not_found`, `workspace_ending`
 */
export async function requireOpenWorkspace(manager: EntityManager, workspaceId: string): Promise<void> {
  const { deletionRequestedAt } = refuseDeleted(await find(manager, workspaceId, 'pessimistic_read'));
  if (!deletionRequestedAt) return;
  const message = 'This workspace is being deleted and takes no agents. An owner can still keep it.';
  throw new DomainError('workspace_ending', message);
}

function find(
  manager: EntityManager,
  id: string,
  mode: 'for_no_key_update' | 'pessimistic_read',
): Promise<Workspace | null> {
  return manager.findOne(Workspace, { where: { id }, lock: { mode } });
}

function refuseDeleted(workspace: Workspace | null): Workspace {
  if (workspace && !workspace.deletedAt) return workspace;
  throw new DomainError('not_found', 'There is no such workspace.');
}
