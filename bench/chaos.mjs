// R1, R2, R4: whatever dies, nothing is lost, done twice, stuck or left over. A seed chooses what is asked and what
// dies. Prints a table and one JSON line; exits 1 when a bar is missed.
import { randomInt } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Driver } from './chaos/driver.mjs';
import { Faults } from './chaos/faults.mjs';
import { HANDOVER_LEASE_SECONDS, handover } from './chaos/handover.mjs';
import { Journal } from './chaos/journal.mjs';
import { judge } from './chaos/judge.mjs';
import { explain, keep, table } from './chaos/report.mjs';
import { settle } from './chaos/settle.mjs';
import { Interrupted, withControlPlane } from './support/control-plane.mjs';
import { NoraApi } from './support/nora-api.mjs';
import { until } from './support/processes.mjs';
import { Random } from './support/random.mjs';

const USAGE = `usage: nora bench chaos [--seed N] [--points N] [--short] [--logs DIR]

  Two API replicas and two provisioner workers work on a fleet of simulated agents, while processes are killed,
  stores are flushed, cut and restarted, and runtimes are changed by hand. Then everything is compared with what was
  asked for and with the target's own ledger of effects.

  --seed    chooses what is asked and what is broken; by default another one each time
  --points  how many faults (500)
  --short   a run of about a minute: 40 points close together on a smaller fleet
  --logs    keeps the logs of all processes, and all that was judged by, in a directory`;

const LEASE_SECONDS = 5;
const WORKSPACES = 4;
const LATENCY = { minMs: 15, maxMs: 60 };
const BEHAVIOUR = { readyAfterMs: 150 };
const WARM_UP_MS = 90_000;
const SETTINGS = { LOG_LEVEL: 'info', RUNTIME_READY_TIMEOUT_SECONDS: '30' };
const WORKER_SETTINGS = {
  DEPLOYMENT_LEASE_SECONDS: String(LEASE_SECONDS),
  DEPLOYMENT_SWEEP_SECONDS: '1',
  RECONCILE_SECONDS: '2',
  ORPHAN_GRACE_SECONDS: '2',
  // Repairs wait longer the more often one agent needs them; here agents are broken all the time.
  RECONCILE_HEAL_WINDOW_MINUTES: '1',
  RECONCILE_MOST_HEALS: '20',
};
/** A reconciler's pass and the repair it asks for: what is right for so long stays so. */
const QUIET_SECONDS = 4;

const { values: options } = parseArgs({
  options: {
    seed: { type: 'string' },
    points: { type: 'string' },
    short: { type: 'boolean', default: false },
    logs: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
if (options.help) {
  console.log(USAGE);
} else {
  try {
    process.exitCode = (await chaos()) ? 0 : 1;
  } catch (error) {
    console.error(error instanceof Interrupted ? error.message : error);
    process.exitCode = 1;
  }
}

/** @returns whether every bar was met */
async function chaos() {
  const seed = whole('seed', options.seed, randomInt(1, 1_000_000));
  const points = whole('points', options.points, options.short ? 40 : 500);
  const size = options.short
    ? { fleetSize: 16, lanes: 6, pauseMs: 300 }
    : { fleetSize: 40, lanes: 8, pauseMs: 500 };
  const logs = options.logs && resolve(options.logs);
  if (logs) mkdirSync(logs, { recursive: true });
  console.error(`chaos: seed ${seed}, ${points} points`);
  const workerSettings = { ...WORKER_SETTINGS, DEPLOYMENT_LEASE_SECONDS: String(HANDOVER_LEASE_SECONDS) };
  const processes = { apis: 2, workers: 2, settings: SETTINGS, workerSettings, logs };
  return withControlPlane(processes, async (plane, signal) => {
    const random = new Random(seed);
    const journal = new Journal();
    const api = new NoraApi(plane.apis.map(({ origin }) => origin));
    const workspaces = await openWorkspaces(plane, await api.claim());
    const handed = await handover({ plane, api, journal, random, workspaceId: workspaces[0] });
    await shortenLeases(plane);
    await plane.engine.configure({ latency: { ...LATENCY, seed: random.integer(1, 1e9) } });
    await plane.engine.behave(BEHAVIOUR);

    const faults = new Faults({ plane, journal, random: random.fork(), api, pauseMs: size.pauseMs });
    const driver = new Driver({ api, journal, random: random.fork(), workspaces, ...size });
    driver.start();
    await until('the fleet is complete', () => signal.aborted || driver.full, WARM_UP_MS);
    await faults.run(points, signal, (point) => tell(point, points));
    await Promise.all([faults.mended(), driver.stop()]);
    const settled = await settle(plane, journal, faults.orphans, {
      ...{ leaseSeconds: LEASE_SECONDS, quietSeconds: QUIET_SECONDS },
    });
    const run = { plane, journal, planted: faults.orphans, handed, settled };
    const { figures, violations, evidence } = await judge(run);
    if (logs) keep(logs, evidence, journal, violations);
    if (!figures.met) {
      explain(violations, evidence, journal);
      const short = options.short ? ' --short' : '';
      console.log(`\nThe same again: nora bench chaos --seed ${seed} --points ${points}${short} --logs DIR`);
    }
    table({ points, ...figures });
    console.log(JSON.stringify({ bench: 'chaos', id: 'R1 R2 R4', seed, points, ...figures }));
    return figures.met;
  });
}

/** Workspaces of one account: it is the workers that share them out, not the people. */
async function openWorkspaces({ postgres }, userId) {
  const rows = await postgres.query(
    `WITH made AS (
       INSERT INTO workspaces (id, name, slug, created_by_id)
       SELECT gen_random_uuid(), 'Chaos ' || n, 'chaos-' || n, $1 FROM generate_series(1, $2::int) n RETURNING id)
     INSERT INTO workspace_members (workspace_id, user_id, role) SELECT id, $1, 'owner' FROM made RETURNING workspace_id`,
    [userId, WORKSPACES],
  );
  return rows.map(({ workspace_id }) => workspace_id);
}

async function shortenLeases({ workers }) {
  for (const worker of workers) {
    await worker.kill('SIGTERM');
    Object.assign(worker.environment, WORKER_SETTINGS);
  }
  await Promise.all(workers.map((worker) => worker.start()));
}

function tell(point, points) {
  if (point % 25 === 0 || point === points) console.error(`${point} of ${points} points`);
}

function whole(name, given, otherwise) {
  if (given === undefined) return otherwise;
  const number = Number(given);
  if (Number.isSafeInteger(number) && number > 0) return number;
  console.error(`--${name} must be a whole number above 0\n\n${USAGE}`);
  process.exit(2);
}
