// One workspace asks for a thousand agents at once; two others ask for a few while that drains.
import { withControlPlane } from '../support/control-plane.mjs';
import { rounded } from '../support/figures.mjs';
import { NoraApi } from '../support/nora-api.mjs';
import { inParallel } from '../support/parallel.mjs';
import { until } from '../support/processes.mjs';
import { DURABLE } from '../support/stores.mjs';
import { fairnessOf } from './fairness.mjs';
import { addWorkspaces, agentsAtWork, askForAgent, deploymentsOf } from './workspaces.mjs';

const WORKERS = 2;
const LATENCY = { minMs: 10, maxMs: 30 };
/** Who asks for how many at once, when so much of the burst was taken up. */
const VISITS = [
  { workspace: 'B', count: 5, after: 0.05 },
  { workspace: 'C', count: 1, after: 0.1 },
  { workspace: 'C', count: 5, after: 0.25 },
  { workspace: 'B', count: 1, after: 0.35 },
  { workspace: 'B', count: 10, after: 0.5 },
  { workspace: 'C', count: 10, after: 0.5 },
  { workspace: 'B', count: 1, after: 0.7 },
  { workspace: 'C', count: 1, after: 0.85 },
];
/** Effects that each new agent has exactly once. */
const ONCE = ['storage', 'network', 'create', 'inject', 'start'];
const DRAIN_MS_EACH = 500;

export function measureBurst({ burst, clients, seed }) {
  return withControlPlane(
    { postgres: DURABLE, workers: WORKERS },
    async ({ apis, engine, postgres }, signal) => {
      const api = new NoraApi(apis.map(({ origin }) => origin));
      const workspaces = await addWorkspaces(postgres, await api.claim(), ['A', 'B', 'C']);
      await engine.configure({ latency: { ...LATENCY, seed } });
      const asked = [];
      const ask = async (workspace, number) => {
        signal.throwIfAborted();
        asked.push({
          workspace,
          ...(await askForAgent(api, workspaces[workspace], `${workspace} ${number}`)),
        });
      };
      const begun = performance.now();
      const within = burst * DRAIN_MS_EACH + 60_000;
      const visits = VISITS.map(async ({ workspace, count, after }, visit) => {
        const takenUp = async () => (await startedOf(postgres, workspaces.A)) >= after * burst;
        await until(`${after * burst} of the burst are taken up`, takenUp, within, 250);
        await inParallel(everyNumber(count), count, (number) => ask(workspace, `${visit}-${number}`));
      });
      await Promise.all([inParallel(everyNumber(burst), clients, (number) => ask('A', number)), ...visits]);
      await until('the burst is drained', async () => (await agentsAtWork(postgres)).size === 0, within, 250);
      const seconds = (performance.now() - begun) / 1000;
      const rows = await deploymentsOf(postgres);
      const byId = new Map(rows.map((row) => [row.id, row]));
      const jobs = asked
        .filter(({ deploymentId }) => byId.has(deploymentId))
        .map(({ workspace, deploymentId, answeredAt }) => {
          const { turn, startedAt } = byId.get(deploymentId);
          return { workspace, turn, queuedAt: answeredAt, startedAt };
        });
      const fairness = fairnessOf(jobs);
      return {
        ...countsOf(asked, rows, await engine.ledger(), await engine.world()),
        seconds: rounded(seconds),
        perSecond: rounded(asked.length / seconds),
        mostShares: Math.max(...Object.values(fairness).map(({ mostShares }) => mostShares)),
        workspaces: fairness,
      };
    },
  );
}

/** What was lost, done twice or left open, by the database and by the target's own ledger. */
function countsOf(asked, rows, ledger, world) {
  const known = new Map(rows.map((row) => [row.id, row]));
  const counts = new Map();
  for (const { agentId, effect } of ledger) {
    counts.set(`${agentId} ${effect}`, (counts.get(`${agentId} ${effect}`) ?? 0) + 1);
  }
  const isLost = ({ agentId, deploymentId }) =>
    !known.has(deploymentId) ||
    world.get(agentId)?.runtime?.state !== 'running' ||
    ONCE.some((effect) => !counts.has(`${agentId} ${effect}`));
  const askedIds = new Set(asked.map(({ deploymentId }) => deploymentId));
  const unasked = rows.filter(({ id }) => !askedIds.has(id)).length;
  const repeated = [...counts.values()].reduce((sum, count) => sum + count - 1, 0);
  return {
    asked: asked.length,
    lost: asked.filter(isLost).length,
    twice: repeated + unasked + rows.filter(({ attempts }) => attempts > 1).length,
    unsettled: rows.filter(({ status }) => status !== 'succeeded').length,
    runtimes: world.size,
  };
}

async function startedOf(postgres, workspaceId) {
  const [{ count }] = await postgres.query(
    'SELECT count(*) FROM deployments WHERE workspace_id = $1 AND started_at IS NOT NULL',
    [workspaceId],
  );
  return Number(count);
}

const everyNumber = (count) => Array.from({ length: count }, (_, number) => number);
