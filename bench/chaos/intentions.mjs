// Lost work: what was accepted and did not become true.
import { faultsBetween, violation } from './evidence.mjs';

/** What an operation makes of an agent; the others leave it as it was. */
const MAKES = {
  ...{ deploy: 'running', duplicate: 'running', redeploy: 'running', start: 'running', restart: 'running' },
  ...{ restore: 'running', stop: 'stopped', delete: 'deleted', 'force-delete': 'deleted' },
};
const ENDED = ['succeeded', 'failed', 'cancelled'];
const SLACK_MS = 2_000;
/** Faults of the control plane's own that a deployment survives, but not without end. */
const MOST_FAULTS = 4;

export function lostWork(evidence, journal) {
  const found = [...lostRequests(evidence, journal), ...unaskedDeployments(evidence, journal)];
  for (const history of evidence.histories.values()) {
    for (const deployment of history.deployments) {
      if (deployment.status === 'failed')
        found.push(...unexplainedFailure(evidence, journal, history, deployment));
      if (deployment.status === 'cancelled') found.push(...unaskedCancellation(journal, deployment));
    }
    found.push(...wrongOutcome(history, journal), ...lostData(history));
  }
  return found;
}

/** Every accepted request has a deployment of its kind and agent, and that has ended. */
function lostRequests({ deployments }, journal) {
  const byId = new Map(deployments.map((deployment) => [deployment.id, deployment]));
  return journal.requests
    .filter(({ deploymentId }) => deploymentId)
    .flatMap(({ kind, agentId, deploymentId }) => {
      const made = byId.get(deploymentId);
      const lost = (what) => [violation('lost', agentId, `an accepted ${kind} ${what} (${deploymentId})`)];
      if (!made) return lost('has no deployment');
      if (made.agent_id !== agentId) return lost('is another agent’s');
      if (!['cancel', 'retry', made.kind].includes(kind)) return lost(`became a ${made.kind}`);
      return ENDED.includes(made.status) ? [] : lost(`is ${made.status}`);
    });
}

/** What nobody was told of was made by a request that was carried out twice, unless its client gave up. */
function unaskedDeployments({ deployments }, journal) {
  const known = new Set(journal.accepted.map(({ deploymentId }) => deploymentId));
  const doubtful = journal.unanswered.filter(({ kind }) => kind !== 'cancel');
  return deployments
    .filter(({ id, kind }) => kind !== 'heal' && !known.has(id))
    .flatMap(({ id, agent_id, kind }) => {
      const by = doubtful.findIndex(
        (request) => [kind, 'retry'].includes(request.kind) && [null, agent_id].includes(request.agentId),
      );
      if (by >= 0) doubtful.splice(by, 1);
      return by >= 0 ? [] : [violation('duplicates', agent_id, `a ${kind} that no answer told of (${id})`)];
    });
}

/** A failure must come from something that was really broken while it was under way. */
function unexplainedFailure({ histories }, journal, { agent, edits }, deployment) {
  const { created_at, finished_at, error_code, faults, options } = deployment;
  const from = created_at - SLACK_MS;
  if (edits.some(({ at }) => at >= from && at <= finished_at)) return [];
  const stores = faultsBetween(journal, ['postgres'], from, finished_at);
  if (error_code === 'step_failed' && faults >= MOST_FAULTS && stores.length > 0) return [];
  const source = options.source && histories.get(options.source.agentId)?.agent;
  if (source && ['source_missing', 'storage_missing'].includes(error_code) && source.status === 'deleted')
    return [];
  const { kind, error_detail, id } = deployment;
  return [
    violation('lost', agent.id, `a ${kind} failed without cause: ${error_code}, ${error_detail} (${id})`),
  ];
}

function unaskedCancellation(journal, { id, agent_id, kind, error_code }) {
  const asked = journal.requests.some(({ kind: asked, agentId, deploymentId, status }) => {
    if (agentId !== agent_id) return false;
    if (error_code === 'superseded')
      return asked === 'force-delete' && (deploymentId !== null || status === 0);
    return asked === 'cancel' && (deploymentId === id || status === 0);
  });
  return asked ? [] : [violation('lost', agent_id, `a ${kind} was cancelled by nobody (${id})`)];
}

/** Every agent is what was asked of it last. */
function wrongOutcome({ agent, deployments }, journal) {
  const wrong = (what) => [violation('lost', agent.id, what)];
  const last = deployments.findLast(({ kind }) => kind !== 'heal');
  const told = journal.accepted.findLast(({ agentId }) => agentId === agent.id);
  const doubtful = journal.unanswered.some(({ agentId }) => agentId === agent.id || agentId === null);
  if (!last) return wrong('has no deployment');
  if (told && told.deploymentId !== last.id && !doubtful)
    return wrong(`was last asked to ${told.kind}, not ${last.kind}`);
  const named = journal.accepted.findLast((request) => request.agentId === agent.id && request.name);
  if (named && named.name !== agent.name && !doubtful)
    return wrong(`is called “${agent.name}”, not “${named.name}”`);
  if (deployments.at(-1).generation !== agent.generation)
    return wrong('has a generation without a deployment');
  if (last.status !== 'succeeded') return [];

  const desired = MAKES[last.kind] ?? last.before.desiredState;
  if (agent.desired_state !== desired)
    return wrong(`should be ${desired}, and is to be ${agent.desired_state}`);
  if (desired === 'deleted')
    return agent.status === 'deleted' ? [] : wrong(`is ${agent.status}, not deleted`);
  if (agent.current_version_id !== last.agent_version_id)
    return wrong(`does not have version ${last.version}`);
  const asBefore = last.kind === 'rename' ? last.before.status : desired;
  const healFailed = deployments.at(-1).kind === 'heal' && deployments.at(-1).status === 'failed';
  if (agent.status === asBefore || (agent.status === 'failed' && healFailed)) return [];
  if (last.kind === 'rename' && deployments.at(-1).kind === 'heal') return [];
  return wrong(`is ${agent.status} (${agent.status_reason}), not ${asBefore}`);
}

/** Storage goes only with an agent whose data nobody wanted to keep. */
function lostData({ agent, deployments, effects }) {
  const removal = effects.find(({ effect }) => effect === 'remove-storage');
  if (!removal) return [];
  const asked = deployments.some(
    ({ kind, options, created_at }) =>
      created_at <= removal.at + SLACK_MS &&
      (kind === 'force-delete' || (kind === 'delete' && !options.keepData)),
  );
  return asked ? [] : [violation('lost', agent.id, 'its storage was removed, and nobody asked for it')];
}
