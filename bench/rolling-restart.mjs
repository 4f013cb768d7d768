// R6: every process of a control plane is replaced under load, one after the other, and nobody outside notices.
// Prints a table and one JSON line; exits 1 when a bar is missed.
import { setTimeout as sleep } from 'node:timers/promises';
import { addMembers } from './event-fan-out/accounts.mjs';
import { Subscriber } from './event-fan-out/subscriber.mjs';
import { startEdge } from './rolling-restart/edge.mjs';
import { Load } from './rolling-restart/load.mjs';
import { buildPrevious, previousRelease } from './rolling-restart/previous.mjs';
import { startService } from './rolling-restart/service.mjs';
import { runBench, wholeNumber } from './support/bench.mjs';
import { upgrade, withControlPlane } from './support/control-plane.mjs';
import { quantile, rounded } from './support/figures.mjs';
import { NoraApi } from './support/nora-api.mjs';
import { inParallel } from './support/parallel.mjs';
import { until } from './support/processes.mjs';

const USAGE = `usage: ./nora bench rolling-restart [--service] [--upgrade] [--from REF] [--rate N] [--subscribers N] [--short]

  Two API replicas and two provisioner workers with PostgreSQL and Redis of their own, behind nginx with the shipped
  configuration. --rate requests a second go through nginx: 79 of 100 read, 20 change a workspace, one deploys an agent
  on the simulated target. None is repeated. --subscribers event streams are open, and come back where they were cut
  off. Meanwhile each API and each worker is told to stop (SIGTERM) and started again, one after the other.

  Bar: no request fails; each subscriber sees each change exactly once; every deployment succeeds.

  --service      nginx knows one address, behind which connections are shared out as a Service of Kubernetes does it:
                 among the replicas that say they are ready, and without a second attempt
  --upgrade      begins with the programs of an earlier commit and starts the present ones, with their migrations:
                 for a while both are at work on one database
  --from         that commit; by default the newest release, or the parent of this commit where there is none
  --rate         requests a second (100)
  --subscribers  event streams (100)
  --short        20 streams and shorter pauses, for every day`;

const SUBSCRIBERS_OF_SHORT = 20;
const DRAIN_SECONDS = 2;
const OPENED_AT_ONCE = 20;
const SETTLED_MS = 60_000;

await runBench(
  {
    usage: USAGE,
    options: {
      service: { type: 'boolean', default: false },
      upgrade: { type: 'boolean', default: false },
      from: { type: 'string' },
      rate: { type: 'string', default: '100' },
      subscribers: { type: 'string' },
      short: { type: 'boolean', default: false },
    },
  },
  async (values, cleanup) => {
    const rate = wholeNumber('rate', values.rate);
    const streams = values.subscribers ?? (values.short ? SUBSCRIBERS_OF_SHORT : 100);
    const subscribers = wholeNumber('subscribers', streams);
    const pauseMs = values.short ? 1_000 : 5_000;
    const previous = values.upgrade
      ? await buildPrevious(values.from ?? (await previousRelease()), cleanup)
      : undefined;
    const settings = { SIGNUP_ENABLED: 'true', SHUTDOWN_DRAIN_SECONDS: String(DRAIN_SECONDS) };
    const given = { apis: 2, workers: 2, settings, ...(previous && { programs: previous.programs }) };
    const result = await withControlPlane(given, (plane) =>
      measure(plane, {
        ...{ rate, subscribers, pauseMs },
        upgrades: previous !== undefined,
        service: values.service,
      }),
    );
    for (const failure of result.failures.slice(0, 20)) console.error(failure);
    const { failures, ...figures } = result;
    const line = {
      ...{ bench: 'rolling-restart', id: 'R6', service: values.service, from: previous?.commit ?? null },
      ...{ rate, subscribers },
      ...{ failed: failures.length, ...figures },
    };
    const { failed, lost, repeated, unsettled, requests, replaced } = line;
    const met = failed + lost + repeated + unsettled === 0 && requests > 0 && replaced === 4;
    return { table: tableOf(line), line: { ...line, met } };
  },
);

async function measure(plane, { rate, subscribers, pauseMs, upgrades, service }) {
  const behind = service ? [await startService(plane.apis)] : plane.apis;
  if (service) plane.opened.push(...behind);
  const edge = await startEdge(plane.directory, plane.logs, behind);
  plane.opened.push(edge);
  const api = new NoraApi([edge.origin]);
  await api.claim();
  const workspaceId = (await api.call('GET', '/api/workspaces')).body.items[0].id;
  const tokens = await addMembers(edge.origin, plane.postgres, workspaceId, 10);
  const seen = new Map();
  const note = (subscriber, _id, _at, piece) => {
    const number = /"name":"Change (\d+)"/.exec(piece)?.[1];
    if (number) seen.get(subscriber).push(Number(number));
  };
  const all = Array.from(
    { length: subscribers },
    (_, at) => new Subscriber(edge.origin, tokens[at % tokens.length], note),
  );
  for (const one of all) seen.set(one, []);
  await inParallel(all, OPENED_AT_ONCE, (one) => one.open());

  const load = new Load({ origin: edge.origin, token: api.token, workspaceId, perSecond: rate });
  const begun = performance.now();
  load.start();
  let replaced = 0;
  for (const one of plane.programs) {
    await sleep(pauseMs);
    if (upgrades) upgrade(one);
    await one.kill('SIGTERM');
    await one.start();
    replaced += 1;
  }
  await sleep(pauseMs);
  await load.stop();
  const seconds = (performance.now() - begun) / 1_000;

  await until(
    'every subscriber has every change',
    () => all.every((one) => new Set(seen.get(one)).size >= load.changes.length),
    SETTLED_MS,
  ).catch(() => undefined);
  const unsettled = await unsettledOf(plane.postgres, load.agents);
  for (const one of all) one.close();
  const told = all.map((one) => seen.get(one));
  return {
    failures: load.failures,
    requests: load.milliseconds.length,
    seconds: rounded(seconds),
    p50Ms: rounded(quantile(load.milliseconds, 0.5)),
    p99Ms: rounded(quantile(load.milliseconds, 0.99)),
    slowestMs: rounded(Math.max(...load.milliseconds)),
    changes: load.changes.length,
    lost: sum(told.map((numbers) => load.changes.filter((number) => !numbers.includes(number)).length)),
    repeated: sum(told.map((numbers) => numbers.length - new Set(numbers).size)),
    reconnects: sum(all.map(({ reconnects }) => reconnects)),
    deployed: load.agents.length,
    unsettled,
    replaced,
  };
}

/** How many of the agents do not come to run. */
async function unsettledOf(postgres, agents) {
  const count = async () => {
    const [{ running }] = await postgres.query(
      `SELECT count(*)::int AS running FROM agents WHERE id = ANY($1::uuid[]) AND status = 'running'`,
      [agents],
    );
    return agents.length - running;
  };
  await until('every agent runs', async () => (await count()) === 0, SETTLED_MS).catch(() => undefined);
  return count();
}

function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0);
}

function tableOf(line) {
  const { requests, failed, changes, lost, repeated, deployed, unsettled, reconnects, seconds } = line;
  return {
    'requests answered': { value: requests },
    'requests failed': { value: failed, bar: 0 },
    'p50, p99, slowest': { value: `${line.p50Ms}, ${line.p99Ms}, ${line.slowestMs}`, unit: 'ms' },
    'changes of the workspace': { value: changes },
    'changes not seen': { value: lost, bar: 0 },
    'changes seen twice': { value: repeated, bar: 0 },
    'streams that came back': { value: reconnects },
    'agents deployed': { value: deployed },
    'agents not running': { value: unsettled, bar: 0 },
    'processes replaced': { value: line.replaced, bar: 4 },
    duration: { value: seconds, unit: 's' },
  };
}
