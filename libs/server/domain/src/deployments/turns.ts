import type { EntityManager } from 'typeorm';

/**
 * The next turn of a workspace: one after its own last that still waits, and never before the one that is being
 * served. So a burst of one workspace fills later turns, and whoever comes next is between them (start-time fair
 * queueing: Goyal, Vin, Cheng, 1996). When nothing waits, turns begin at 1 again.
 */
export async function nextTurn(manager: EntityManager, workspaceId: string): Promise<number> {
  const [row] = await manager.query<{ turn: number }[]>(
    `SELECT 1 + greatest(
       coalesce((SELECT max(turn) FROM deployments
                 WHERE workspace_id = $1 AND status IN ('queued', 'running')), 0),
       coalesce((SELECT min(turn) - 1 FROM deployments WHERE status = 'queued'),
                (SELECT max(turn) FROM deployments WHERE status = 'running'), 0)
     ) AS turn`,
    [workspaceId],
  );
  return row?.turn ?? 1;
}
