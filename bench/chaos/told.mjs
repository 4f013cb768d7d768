// What was told last, against what is: whoever follows the events must end up with the truth.
import { violation } from './evidence.mjs';

/** In the order in which readers get them. */
const LAST_TOLD = `
  SELECT DISTINCT ON (id) id, status, name, desired_state FROM (
    SELECT CASE WHEN type LIKE 'agent.%' THEN payload->>'agentId' ELSE payload->>'deploymentId' END AS id,
      payload->>'status' AS status, payload->>'name' AS name, payload->>'desiredState' AS desired_state,
      transaction_id, sequence
    FROM events
    WHERE type IN ('agent.created', 'agent.status-changed', 'agent.updated', 'agent.deleted',
      'deployment.created', 'deployment.status-changed')) told
  ORDER BY id, transaction_id DESC, sequence DESC`;

export async function toldWrong({ postgres }, { agents, deployments }) {
  const told = new Map((await postgres.query(LAST_TOLD)).map((row) => [row.id, row]));
  const found = [];
  const compare = (agentId, id, kind, names, row) => {
    for (const name of names) {
      const last = told.get(id)?.[name] ?? null;
      if (last === row[name]) continue;
      found.push(
        violation('lost', agentId, `${kind} ${id} has ${name} ${row[name]}, and ${last} was told last`),
      );
    }
  };
  for (const agent of agents)
    compare(agent.id, agent.id, 'agent', ['status', 'name', 'desired_state'], agent);
  for (const row of deployments) compare(row.agent_id, row.id, row.kind, ['status'], row);
  return found;
}
