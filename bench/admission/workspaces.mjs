// Workspaces and agents of a benchmark, and what is recorded of their deployments.
import { randomUUID } from 'node:crypto';

/** Adds workspaces of one owner. @returns their ids by name */
export async function addWorkspaces(postgres, ownerId, names) {
  const ids = {};
  for (const name of names) {
    ids[name] = randomUUID();
    await postgres.query(
      `WITH added AS (
         INSERT INTO workspaces (id, name, slug, personal, created_by_id) VALUES ($1, $2, $3, false, $4)
       )
       INSERT INTO workspace_members (workspace_id, user_id, role) VALUES ($1, $4, 'owner')`,
      [ids[name], `Workspace ${name}`, `bench-${ids[name]}`, ownerId],
    );
  }
  return ids;
}

/**
 * Asks for a new agent, once.
 * @returns the ids, and when it was sent and answered in milliseconds since 1970
 */
export async function askForAgent(api, workspaceId, name) {
  const sentAt = Date.now();
  const body = {
    ...{
      name,
      runtimeFamily: 'openclaw',
      deployTarget: 'simulated',
      sandboxProfile: 'standard',
      provider: 'demo',
    },
    resources: { vcpu: 1, ramMb: 2048 },
  };
  const answer = await api.send(0, 'POST', `/api/workspaces/${workspaceId}/agents`, body, randomUUID());
  const answeredAt = Date.now();
  if (answer?.status !== 202)
    throw new Error(`a request was refused: ${JSON.stringify(answer?.body ?? null)}`);
  const { agent, deployment } = answer.body;
  return { agentId: agent.id, deploymentId: deployment.id, sentAt, answeredAt };
}

/** Every deployment with its times in milliseconds since 1970. */
export async function deploymentsOf(postgres) {
  const rows = await postgres.query(
    `SELECT d.id, d.agent_id, d.status, d.attempts, d.turn,
       extract(epoch FROM d.started_at) * 1000 AS started_at,
       extract(epoch FROM d.finished_at) * 1000 AS finished_at,
       (SELECT extract(epoch FROM min(s.started_at)) * 1000 FROM deployment_steps s WHERE s.deployment_id = d.id)
         AS first_step_at
     FROM deployments d`,
  );
  return rows.map(({ id, agent_id, status, attempts, turn, ...times }) => ({
    ...{ id, agentId: agent_id, status, attempts, turn },
    startedAt: numberOf(times.started_at),
    finishedAt: numberOf(times.finished_at),
    firstStepAt: numberOf(times.first_step_at),
  }));
}

/** Agents whose deployments are queued or in hand. */
export async function agentsAtWork(postgres) {
  const rows = await postgres.query(`SELECT agent_id FROM deployments WHERE status IN ('queued', 'running')`);
  return new Set(rows.map(({ agent_id }) => agent_id));
}

const numberOf = (text) => (text === null ? null : Number(text));
