// Stuck and orphaned things: rows that wait for nobody, runtimes without a row and rows without a runtime.
import { violation } from './evidence.mjs';

const SERVING = ['running', 'warning'];
const PASSING = ['queued', 'deploying', 'deleting'];

export function stuckWork({ agents, deployments }) {
  return [
    ...deployments
      .filter(({ status }) => status === 'queued' || status === 'running')
      .map(({ agent_id, kind, status, id }) =>
        violation('stuck', agent_id, `a ${kind} is still ${status} (${id})`),
      ),
    ...agents
      .filter(({ status }) => PASSING.includes(status))
      .map(({ id, status }) => violation('stuck', id, `is still ${status}`)),
  ];
}

/** @param planted agents that were put on the target without a record; their storage is kept on purpose */
export function orphans({ world, histories }, planted) {
  const found = [];
  for (const [agentId, thing] of world) {
    const agent = histories.get(agentId)?.agent;
    const left = Object.entries({
      runtime: thing.runtime !== null,
      storage: thing.storage,
      network: thing.network,
    })
      .filter(([, there]) => there)
      .map(([name]) => name);
    if (planted.has(agentId)) {
      if (thing.runtime)
        found.push(violation('orphans', agentId, 'a runtime without a record is still there'));
    } else if (!agent) {
      found.push(violation('orphans', agentId, `${left.join(', ')} of no agent`));
    } else if (agent.status === 'deleted' && (!agent.data_kept || thing.runtime)) {
      if (left.length > 0) found.push(violation('orphans', agentId, `${left.join(', ')} of a deleted agent`));
    }
  }
  for (const { agent } of histories.values()) found.push(...rowWithoutRuntime(agent, world.get(agent.id)));
  return found;
}

function rowWithoutRuntime(agent, thing) {
  const wrong = (what) => [violation('orphans', agent.id, `is ${agent.status}, and ${what}`)];
  const runtime = thing?.runtime ?? null;
  if (agent.status === 'stopped' && runtime?.state === 'running') return wrong('its runtime runs');
  if (agent.status !== 'deleted' && agent.has_storage && !thing?.storage) return wrong('its storage is gone');
  if (agent.data_kept && !thing?.storage) return wrong('the storage that was to be kept is gone');
  if (!SERVING.includes(agent.status)) return [];
  if (runtime?.state !== 'running') return wrong(`its runtime is ${runtime?.state ?? 'absent'}`);
  if (!runtime.networkAttached) return wrong('its runtime has no network');
  if (runtime.limits.vcpu !== agent.vcpu || runtime.limits.ramMb !== agent.ram_mb)
    return wrong('its limits are not as asked for');
  return agent.drift === null ? [] : wrong(`it drifts: ${JSON.stringify(agent.drift)}`);
}

/** Agents whose recorded addresses do not answer as a runtime does. */
export async function unreachable({ agents }) {
  const serving = agents.filter(({ status }) => SERVING.includes(status));
  const found = await Promise.all(
    serving.map(async ({ id, status, endpoints }) => {
      const { host, port } = endpoints?.sidecar ?? {};
      try {
        const response = await fetch(`http://${host}:${port}/health`, { signal: AbortSignal.timeout(5_000) });
        const { gateway } = await response.json();
        return gateway === 'ready'
          ? []
          : [violation('orphans', id, `is ${status}, and its gateway is ${gateway}`)];
      } catch {
        return [violation('orphans', id, `is ${status}, and ${host}:${port} does not answer`)];
      }
    }),
  );
  return found.flat();
}
