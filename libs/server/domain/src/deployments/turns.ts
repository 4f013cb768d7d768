import type { EntityManager } from 'typeorm';

/** The first key of the advisory locks under which turns are given out; any number that nothing else uses. */
const TURN_LOCK = 7_130_452;

/**
 * The next turn of a workspace: one after its own last that still waits, and never before the one that is being
 * served. So a burst of one workspace fills later turns, and whoever comes next is between them (start-time fair
 * queueing: Goyal, Vin, Cheng, 1996). When nothing waits, turns begin at 1 again.
 *
 * A workspace is given its turns one at a time, from here to the end of the transaction: requests that come at the
 * same moment do not see each other's rows, and all on one turn they would go before everybody else's.
 */
export async function nextTurn(manager: EntityManager, workspaceId: string): Promise<number> {
  // A statement of its own: what is read under the lock must be read after it was granted.
  await manager.query('SELECT pg_advisory_xact_lock($1, hashtext($2))', [TURN_LOCK, workspaceId]);
  // What waits for its back-off is not being served, however long ago its turn was.
  const [row] = await manager.query<{ turn: number }[]>(
    `SELECT 1 + greatest(
       coalesce((SELECT max(turn) FROM deployments
                 WHERE workspace_id = $1 AND status IN ('queued', 'running')), 0),
       coalesce((SELECT min(turn) - 1 FROM deployments
                 WHERE status = 'queued' AND (not_before IS NULL OR not_before <= now())),
                (SELECT max(turn) FROM deployments WHERE status = 'running'), 0)
     ) AS turn`,
    [workspaceId],
  );
  return row?.turn ?? 1;
}
