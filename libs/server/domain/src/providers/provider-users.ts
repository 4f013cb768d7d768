import { DEMO_MODEL } from '@nora/contracts';
import type { EntityManager } from 'typeorm';
import type { ModelProvider } from '../entities';
import { IS_HELD } from '../workspaces/held-agents';

/** SQL: whether a row of `agent_models` (`m`) uses a provider, bound to it or as a fallback. */
export const usesProvider = (id: string): string => `(m.provider_id = ${id}
  OR m.fallbacks @> jsonb_build_array(jsonb_build_object('providerId', ${id})))`;

// Narrowed to the workspace first, because no index knows the fallbacks.
const USERS = `agent_models m JOIN agents a ON a.id = m.agent_id AND a.workspace_id = $2
  WHERE ${usesProvider('$1::uuid')}`;

/** Whose users are meant. */
type Used = Pick<ModelProvider, 'id' | 'workspaceId'>;

/** An agent, as it is named to a person. */
export interface NamedAgent {
  id: string;
  name: string;
}

/** Agents that use a provider, by name; those that were deleted and can be restored are among them. */
export function agentsUsing(manager: EntityManager, { id, workspaceId }: Used): Promise<NamedAgent[]> {
  return manager.query<NamedAgent[]>(
    `SELECT a.id, a.name FROM ${USERS} AND ${IS_HELD} ORDER BY lower(a.name), a.id`,
    [id, workspaceId],
  );
}

/** Lets the next call of every agent that uses a provider be looked at anew. Comes after the lock on the provider. */
export async function renewBindings(manager: EntityManager, { id, workspaceId }: Used): Promise<void> {
  await manager.query(
    `UPDATE agent_models SET revision = revision + 1
     WHERE agent_id IN (SELECT m.agent_id FROM ${USERS} ORDER BY m.agent_id FOR UPDATE OF m)`,
    [id, workspaceId],
  );
}

/**
 * Locks the agents whose runtimes hold a provider's key themselves. Comes before the lock on the provider.
 * @returns their ids
 */
export async function lockDirectUsers(manager: EntityManager, providerId: string): Promise<string[]> {
  const rows = await manager.query<{ id: string }[]>(
    `SELECT a.id FROM agents a JOIN agent_models m ON m.agent_id = a.id
     WHERE m.provider_id = $1 AND m.delivery = 'direct' ORDER BY a.id FOR UPDATE OF a`,
    [providerId],
  );
  return rows.map(({ id }) => id);
}

/** Takes a provider out of what is left of agents that are gone for good, so that it can go too. */
export async function releaseFromGoneAgents(
  manager: EntityManager,
  { id, workspaceId }: Used,
): Promise<void> {
  await manager.query(
    `UPDATE agent_models SET provider_id = NULL, model = $3, fallbacks = '[]', delivery = 'gateway'
     WHERE agent_id IN (SELECT m.agent_id FROM ${USERS} AND NOT ${IS_HELD})`,
    [id, workspaceId, DEMO_MODEL],
  );
}
