import type { EntityManager } from 'typeorm';

/** SQL: agents (`a`) that a workspace holds. Those that were deleted leave it when their data goes. */
export const IS_HELD = `(a.status <> 'deleted' OR a.data_kept_at IS NOT NULL)`;

/** An agent that keeps its workspace from going. */
export interface HeldAgent {
  id: string;
  /** The deployment under way that will leave nothing of it, and when that was asked for. */
  removal: { deploymentId: string; requestedAt: Date } | null;
}

interface Row {
  id: string;
  deployment_id: string | null;
  requested_at: Date | null;
}

/**
 * Locks all agents that a workspace holds, for a transaction that asks something of several. A deployment takes its
 * agent first and its workspace's turn then (`nextTurn`); two agents one after the other would be the other way round.
 */
export async function lockHeldAgents(manager: EntityManager, workspaceId: string): Promise<void> {
  await manager.query(
    `SELECT a.id FROM agents a WHERE a.workspace_id = $1 AND ${IS_HELD} ORDER BY a.id FOR UPDATE`,
    [workspaceId],
  );
}

/** Agents that a workspace holds. */
export async function findHeldAgents(manager: EntityManager, workspaceId: string): Promise<HeldAgent[]> {
  const rows = await manager.query<Row[]>(
    `SELECT a.id, d.id AS deployment_id, d.created_at AS requested_at FROM agents a
     LEFT JOIN deployments d ON d.agent_id = a.id AND d.status IN ('queued', 'running')
       AND d.kind IN ('delete', 'force-delete') AND d.cancel_requested_at IS NULL
       AND NOT coalesce((d.options->>'keepData')::boolean, false)
     WHERE a.workspace_id = $1 AND ${IS_HELD} ORDER BY a.id`,
    [workspaceId],
  );
  return rows.map(({ id, deployment_id: deploymentId, requested_at: requestedAt }) => ({
    id,
    removal: deploymentId && requestedAt ? { deploymentId, requestedAt } : null,
  }));
}
