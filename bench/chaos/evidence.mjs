// What the database and the target hold, brought together by agent.

/** Both clocks are of one machine, but one rounds to milliseconds. */
export const CLOCK_SLACK_MS = 5;

const DEPLOYMENTS = `
  SELECT d.id, d.agent_id, d.kind, d.status, d.generation, d.attempts, d.faults, d.options, d.before, d.reason,
    d.agent_version_id, d.error_code, d.error_detail,
    (extract(epoch FROM d.created_at) * 1000)::float8 AS created_at,
    (extract(epoch FROM d.started_at) * 1000)::float8 AS started_at,
    (extract(epoch FROM d.finished_at) * 1000)::float8 AS finished_at,
    (extract(epoch FROM d.not_before) * 1000)::float8 AS not_before,
    v.number AS version,
    array(SELECT s.name FROM deployment_steps s WHERE s.deployment_id = d.id ORDER BY s.position) AS steps
  FROM deployments d JOIN agent_versions v ON v.id = d.agent_version_id
  ORDER BY d.agent_id, d.generation, d.id`;

const AGENTS = `
  SELECT id, name, status, status_reason, desired_state, generation, current_version_id, vcpu, ram_mb, drift,
    endpoints, storage_created_at IS NOT NULL AS has_storage, data_kept_at IS NOT NULL AS data_kept
  FROM agents`;

/** Everything there is to judge by, as it is now. */
export async function gather({ postgres, engine }, journal) {
  const [agents, deployments, ledger, world] = [
    await postgres.query(AGENTS),
    await postgres.query(DEPLOYMENTS),
    await engine.ledger(),
    await engine.world(),
  ];
  const histories = new Map(
    agents.map((agent) => [agent.id, { agent, deployments: [], effects: [], edits: [] }]),
  );
  for (const deployment of deployments) histories.get(deployment.agent_id)?.deployments.push(deployment);
  for (const entry of ledger) {
    const effect = { ...entry, at: Date.parse(entry.at) };
    histories.get(entry.agentId)?.effects.push(effect);
  }
  for (const edit of journal.edits) histories.get(edit.agentId)?.edits.push(edit);
  return { agents, deployments, ledger, world, histories };
}

/** The deployment an effect belongs to: the last one that had been taken up by then. */
export function deploymentOf({ deployments }, effect) {
  return deployments.findLast(
    ({ started_at }) => started_at !== null && started_at <= effect.at + CLOCK_SLACK_MS,
  );
}

/** Faults of some kinds between two moments. */
export function faultsBetween(journal, kinds, from, until) {
  return journal.faults.filter(
    (fault) => kinds.some((kind) => fault.kind.includes(kind)) && fault.from <= until && fault.until >= from,
  );
}

/** One thing that must not be. */
export const violation = (category, agentId, what) => ({ category, agentId, what });
