import type { DataSource } from 'typeorm';
import type { OpenCall } from './settlements';

/**
 * Which calls must end now: those whose models somebody has stopped, whose agent is deleted, or whose key is another.
 * A budget that is used up, and the guard against loops, only keep further calls away: for these money is set aside.
 * A key that is only stored under a new encryption key is the same key, so its agent's revision must have grown, too.
 */
export async function findCalls(dataSource: DataSource, calls: readonly OpenCall[]): Promise<string[]> {
  const rows = await dataSource.query<{ id: string }[]>(
    `SELECT c.id FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::integer[])
       AS c(id, agent_id, workspace_id, key_hash, revision)
     LEFT JOIN agents a ON a.id = c.agent_id
     LEFT JOIN agent_credentials k ON k.agent_id = c.agent_id
     LEFT JOIN agent_models m ON m.agent_id = c.agent_id
     WHERE a.id IS NULL OR a.status = 'deleted' OR k.agent_id IS NULL
       OR (k.model_key_hash <> c.key_hash AND m.revision IS DISTINCT FROM c.revision)
       OR EXISTS (
         SELECT 1 FROM model_stops s WHERE s.kind = 'kill' AND (s.until IS NULL OR s.until > now())
           AND (s.scope = 'installation' OR (s.scope = 'workspace' AND s.workspace_id = c.workspace_id)
             OR (s.scope = 'agent' AND s.agent_id = c.agent_id)))`,
    [
      ...[calls.map(({ callId }) => callId), calls.map(({ agentId }) => agentId)],
      ...[calls.map(({ workspaceId }) => workspaceId), calls.map(({ keyHash }) => keyHash)],
      calls.map(({ revision }) => revision),
    ],
  );
  return rows.map(({ id }) => id);
}
