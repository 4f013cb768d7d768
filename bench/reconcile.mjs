// P6: what a pass of the reconciler over a large fleet costs. Prints a table and one JSON line; exits 1 when a bar
// is missed.
import { makeFleet } from './reconcile/fleet.mjs';
import { openReconciler } from './reconcile/reconciler.mjs';
import { runBench, wholeNumber } from './support/bench.mjs';
import { withControlPlane } from './support/control-plane.mjs';
import { median, quantile, rounded } from './support/figures.mjs';
import { inParallel } from './support/parallel.mjs';
import { DURABLE } from './support/stores.mjs';

const USAGE = `usage: ./nora bench reconcile [--agents N] [--passes N]

  The reconciler of the provisioner worker over agents that run on a simulated target in a process of its own, with a
  PostgreSQL of its own. Measured are the first pass of a worker, passes without drift, and for information one with
  1 % drift (half of it stopped, half removed by hand). Bars for every pass without drift: <= 10 s, and at most one
  query per 500 agents, counted at the driver.

  --agents  in the fleet (10000)
  --passes  without drift, after the first (5)`;

const BARS = { seconds: 10, agentsPerQuery: 500 };
const EDITS_AT_ONCE = 16;

await runBench(
  {
    usage: USAGE,
    options: { agents: { type: 'string', default: '10000' }, passes: { type: 'string', default: '5' } },
  },
  async (values, cleanup) => {
    const agents = wholeNumber('agents', values.agents, 100);
    const passes = wholeNumber('passes', values.passes);
    const result = await withControlPlane({ postgres: DURABLE }, (plane, signal) =>
      measure(plane, { agents, passes, cleanup, signal }),
    );
    const quiet = [result.first, ...result.later];
    const seconds = quantile(
      quiet.map((pass) => pass.seconds),
      1,
    );
    const queries = Math.max(...quiet.map((pass) => pass.queries));
    const queriesBar = Math.floor(agents / BARS.agentsPerQuery);
    const met = seconds <= BARS.seconds && queries <= queriesBar;
    const { first, later, drifted } = result;
    const laterSeconds = rounded(median(later.map((pass) => pass.seconds)), 2);
    return {
      table: {
        'first pass of a worker': { value: first.seconds, unit: 's', bar: BARS.seconds },
        'first pass, queries': { value: first.queries, unit: 'queries', bar: queriesBar },
        'later pass, median': { value: laterSeconds, unit: 's', bar: BARS.seconds },
        'later pass, queries': { value: later[0].queries, unit: 'queries', bar: queriesBar },
        'pass with 1 % drift': { value: drifted.seconds, unit: 's' },
        'pass with 1 % drift, queries': { value: drifted.queries, unit: 'queries' },
        'repairs asked for': { value: drifted.repairs, unit: `of ${drifted.edited}` },
      },
      line: { bench: 'reconcile', id: 'P6', agents, laterSeconds, ...result, met },
    };
  },
);

async function measure(plane, { agents, passes, cleanup, signal }) {
  const fleet = await makeFleet(plane, agents, signal);
  const reconciler = await openReconciler(await plane.sharedEnvironment(), cleanup);
  try {
    const quietPass = async () => {
      signal.throwIfAborted();
      const { compared, suspects, orphansRemoved, ...figures } = await reconciler.pass();
      if (compared === agents && suspects + orphansRemoved === 0) return figures;
      throw new Error(`no drift, yet ${JSON.stringify({ compared, suspects, orphansRemoved })}`);
    };
    const first = await quietPass();
    const later = [];
    while (later.length < passes) later.push(await quietPass());
    const drifted = await driftedPass(plane, fleet.slice(0, agents / 100), reconciler);
    return { first, later, drifted };
  } finally {
    await reconciler.close();
  }
}

/** A pass after some runtimes were stopped and some removed by hand. */
async function driftedPass({ engine, postgres }, edited, reconciler) {
  await inParallel(edited, EDITS_AT_ONCE, (id, index) =>
    engine.edit(id, index % 2 === 0 ? 'stop' : 'removeRuntime'),
  );
  const pass = await reconciler.pass();
  const [{ count }] = await postgres.query(
    `SELECT count(*) FROM deployments WHERE kind = 'heal' AND status = 'queued' AND agent_id = ANY($1)`,
    [edited],
  );
  return { ...pass, edited: edited.length, repairs: Number(count) };
}
