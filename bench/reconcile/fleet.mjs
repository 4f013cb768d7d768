// A fleet without drift: one agent is deployed, all others are copies of it, in the database and on the target.
import { v7 as uuid } from 'uuid';
import { addWorkspaces, agentsAtWork, askForAgent } from '../admission/workspaces.mjs';
import { NoraApi } from '../support/nora-api.mjs';
import { inParallel } from '../support/parallel.mjs';
import { until } from '../support/processes.mjs';

const DEPLOY_MS = 60_000;
const AT_ONCE = 16;

/** Makes the fleet and ends the worker, so that nobody else reconciles it. @returns the ids of its agents */
export async function makeFleet({ apis, workers, engine, postgres }, count, signal) {
  const api = new NoraApi(apis.map(({ origin }) => origin));
  const { fleet } = await addWorkspaces(postgres, await api.claim(), ['fleet']);
  const { agentId } = await askForAgent(api, fleet, 'Template');
  await until('an agent is deployed', async () => (await agentsAtWork(postgres)).size === 0, DEPLOY_MS);
  await Promise.all(workers.map((worker) => worker.stop()));
  const agents = Array.from({ length: count - 1 }, () => uuid());
  await copyRecords(postgres, agentId, agents);
  const runtimes = await inParallel(agents, AT_ONCE, async (id) => {
    signal.throwIfAborted();
    await engine.edit(id, 'addOrphan');
    return endpointsOf(engine, id);
  });
  await recordRuntimes(postgres, agents, runtimes, await engine.world());
  await postgres.query('ANALYZE');
  return [agentId, ...agents];
}

/** Copies an agent with its version and its deployment, whatever columns they have. */
async function copyRecords(postgres, template, agents) {
  const versions = agents.map(() => uuid());
  await postgres.query(
    `INSERT INTO agents SELECT (jsonb_populate_record(t, jsonb_build_object(
       'id', copy.id, 'current_version_id', copy.version_id, 'slug', 'agent-' || copy.number,
       'name', 'Agent ' || copy.number))).*
     FROM agents t, unnest($2::uuid[], $3::uuid[]) WITH ORDINALITY AS copy (id, version_id, number)
     WHERE t.id = $1`,
    [template, agents, versions],
  );
  await postgres.query(
    `INSERT INTO agent_versions SELECT (jsonb_populate_record(t, jsonb_build_object(
       'id', copy.version_id, 'agent_id', copy.id))).*
     FROM agent_versions t, unnest($2::uuid[], $3::uuid[]) AS copy (id, version_id)
     WHERE t.agent_id = $1`,
    [template, agents, versions],
  );
  await postgres.query(
    `INSERT INTO deployments SELECT (jsonb_populate_record(t, jsonb_build_object(
       'id', copy.deployment_id, 'agent_id', copy.id, 'agent_version_id', copy.version_id))).*
     FROM deployments t, unnest($2::uuid[], $3::uuid[], $4::uuid[]) AS copy (id, version_id, deployment_id)
     WHERE t.agent_id = $1`,
    [template, agents, versions, agents.map(() => uuid())],
  );
}

/** Records every runtime as the target has it, as a deployment would have done. */
async function recordRuntimes(postgres, agents, endpoints, world) {
  const recorded = agents.map((id) => {
    const { startedAt, image, specHash, limits } = world.get(id).runtime;
    return { handleId: `simulated-${id}`, startedAt, image, specHash, limits };
  });
  await postgres.query(
    `UPDATE agents a SET
       runtime = a.runtime || (made.runtime - 'limits'),
       vcpu = (made.runtime #>> '{limits,vcpu}')::double precision,
       ram_mb = (made.runtime #>> '{limits,ramMb}')::integer,
       endpoints = made.endpoints
     FROM unnest($1::uuid[], $2::jsonb[], $3::jsonb[]) AS made (id, runtime, endpoints)
     WHERE a.id = made.id`,
    [agents, recorded.map((one) => JSON.stringify(one)), endpoints.map((one) => JSON.stringify(one))],
  );
}

/** Where the target serves an agent, which has an address of its own. */
async function endpointsOf(engine, agentId) {
  const handle = { target: 'simulated', agentId, id: `simulated-${agentId}` };
  const response = await fetch(`${engine.url}/calls/endpoint`, {
    method: 'POST',
    body: JSON.stringify({ handle, port: 'gateway' }),
  });
  const { result } = JSON.parse(await response.text());
  return { gateway: result, sidecar: result };
}
