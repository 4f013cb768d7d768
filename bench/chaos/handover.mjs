// A worker is told to stop in the middle of ten deployments: the other goes on where it was.
import { until } from '../support/processes.mjs';
import { violation } from './evidence.mjs';

const AGENTS = 10;
/** Slow enough that the first worker is in the middle of its deployments when it is told. */
const LATENCY = { minMs: 250, maxMs: 450 };
/** So long that nobody can mistake it for a takeover. */
export const HANDOVER_LEASE_SECONDS = 60;
/** From the signal until the other worker has everything in hand, and until everything is done. */
const BARS = { takenOverSeconds: 5, doneSeconds: 20 };
const ONCE = ['storage', 'network', 'create', 'inject', 'start'];

/** @returns what was measured, and the violations */
export async function handover({ plane, api, journal, random, workspaceId }) {
  const [leaving, staying] = plane.workers;
  await plane.engine.configure({ latency: { ...LATENCY, seed: random.integer(1, 1e9) } });
  const takenUp = { [leaving.name]: new Set(), [staying.name]: new Map() };
  let told = null;
  leaving.onLine(
    (line) => line.includes('"deployment taken up"') && takenUp[leaving.name].add(JSON.parse(line).agentId),
  );
  staying.onLine((line) => {
    if (told !== null && line.includes('"deployment taken up"')) {
      takenUp[staying.name].set(JSON.parse(line).agentId, performance.now());
    }
  });
  const made = await Promise.all(
    Array.from({ length: AGENTS }, (_, index) => deploy(api, journal, workspaceId, `handover ${index + 1}`)),
  );
  await until(
    'runtimes are being created',
    async () => {
      const ledger = await plane.engine.ledger();
      return ledger.filter(({ effect }) => effect === 'create').length >= AGENTS / 2;
    },
    30_000,
    20,
  );

  const open = await plane.postgres.query(`SELECT agent_id FROM deployments WHERE status = 'running'`);
  const inHand = open.map(({ agent_id }) => agent_id).filter((id) => takenUp[leaving.name].has(id));
  told = performance.now();
  await leaving.kill('SIGTERM');
  const endedSeconds = secondsSince(told);
  const ids = made.map(({ deploymentId }) => deploymentId);
  let statuses = [];
  await until(
    'the deployments have ended',
    async () => {
      const rows = await plane.postgres.query('SELECT status FROM deployments WHERE id = ANY($1)', [ids]);
      statuses = rows.map(({ status }) => status);
      return statuses.every((status) => status !== 'queued' && status !== 'running');
    },
    (HANDOVER_LEASE_SECONDS + 30) * 1_000,
  );
  const doneSeconds = secondsSince(told);
  const takeovers = inHand.map((id) => takenUp[staying.name].get(id)).filter((at) => at !== undefined);
  const takenOverSeconds = takeovers.length === 0 ? null : (Math.max(...takeovers) - told) / 1_000;
  const result = {
    ...{ inHand: inHand.length, takenOver: takeovers.length, endedSeconds },
    ...{ takenOverSeconds: rounded(takenOverSeconds), doneSeconds },
  };
  return { result, violations: violationsOf(await plane.engine.ledger(), made, statuses, result) };
}

async function deploy(api, journal, workspaceId, name) {
  const entry = journal.asked({ kind: 'deploy', agentId: null, name });
  const selection = {
    runtimeFamily: 'openclaw',
    deployTarget: 'simulated',
    sandboxProfile: 'standard',
    provider: 'demo',
  };
  const body = { name, ...selection, resources: { vcpu: 1, ramMb: 2048, diskGb: null } };
  const {
    status,
    sends,
    body: answer,
  } = await api.call('POST', `/api/workspaces/${workspaceId}/agents`, body);
  const { id: deploymentId, agentId } = answer.deployment;
  return Object.assign(entry, { status, sends, deploymentId, agentId, answeredAt: Date.now() });
}

function violationsOf(ledger, made, statuses, { inHand, takenOver, takenOverSeconds, doneSeconds }) {
  const found = [];
  const wrong = (agentId, what) => found.push(violation('handover', agentId, what));
  if (inHand === 0) wrong(null, 'the worker had nothing in hand when it was told to stop');
  if (takenOver < inHand) wrong(null, `${inHand - takenOver} of ${inHand} deployments were not taken over`);
  if (takenOverSeconds > BARS.takenOverSeconds) wrong(null, `taken over after ${takenOverSeconds} s`);
  if (doneSeconds > BARS.doneSeconds) wrong(null, `done after ${doneSeconds} s`);
  const failed = statuses.filter((status) => status !== 'succeeded').length;
  if (failed > 0) wrong(null, `${failed} deployments did not succeed`);
  for (const { agentId } of made) {
    for (const name of ONCE) {
      const times = ledger.filter(({ effect, agentId: of }) => effect === name && of === agentId).length;
      if (times !== 1) wrong(agentId, `${name} took place ${times} times`);
    }
  }
  return found;
}

const rounded = (seconds) => (seconds === null ? null : Number(seconds.toFixed(2)));
const secondsSince = (moment) => rounded((performance.now() - moment) / 1_000);
