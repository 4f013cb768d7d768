// P5: one API process and thousands of subscribers to the event stream: how late a change reaches them, whether any is
// lost when they are cut off, and what each costs. Prints a table and one JSON line; exits 1 when a bar is missed.
import { setTimeout as sleep } from 'node:timers/promises';
import { addMembers } from './event-fan-out/accounts.mjs';
import { Subscriber } from './event-fan-out/subscriber.mjs';
import { runBench, wholeNumber } from './support/bench.mjs';
import { withControlPlane } from './support/control-plane.mjs';
import { quantile, rounded } from './support/figures.mjs';
import { residentBytes } from './support/instance.mjs';
import { NoraApi } from './support/nora-api.mjs';
import { inParallel } from './support/parallel.mjs';
import { until } from './support/processes.mjs';
import { Random } from './support/random.mjs';

const USAGE = `usage: ./nora bench event-fan-out [--subscribers N] [--accounts N] [--changes N] [--seed N]

  One real API process, PostgreSQL and Redis of its own.

  1. --subscribers streams of --accounts accounts, all members of one workspace, are opened. Measured is by how much the
     resident memory of the API grows, for each. Bar: 30 kB.
  2. The workspace is changed --changes times, four times a second. Measured is the time from the change, as the
     transaction noted it, until a subscriber has it. Bar: p99 <= 250 ms over all subscribers and changes.
  3. Another --changes changes, ten a second, while every subscriber is cut off about once, at random, and the API is
     killed and started again in the middle. Bar: each sees each change exactly once and in order.

  --subscribers  streams (2000)
  --accounts     who hold them (50)
  --changes      of the second and of the third part (100)
  --seed         of the cuts (1)`;

const BARS = { p99Ms: 250, kilobytes: 30 };
const OPENED_AT_ONCE = 50;
const SETTLE_MS = 3_000;
const CAUGHT_UP_MS = 60_000;

await runBench(
  {
    usage: USAGE,
    options: {
      subscribers: { type: 'string', default: '2000' },
      accounts: { type: 'string', default: '50' },
      changes: { type: 'string', default: '100' },
      seed: { type: 'string', default: '1' },
    },
  },
  async (values) => {
    const options = Object.fromEntries(
      ['subscribers', 'accounts', 'changes', 'seed'].map((name) => [name, wholeNumber(name, values[name])]),
    );
    const result = await withControlPlane(
      { apis: 1, workers: 0, settings: { SIGNUP_ENABLED: 'true' } },
      (plane, signal) => measure(plane, options, signal),
    );
    const met =
      result.p99Ms <= BARS.p99Ms &&
      result.kilobytesEach <= BARS.kilobytes &&
      result.lost === 0 &&
      result.repeated === 0;
    return { table: tableOf(result), line: { bench: 'event-fan-out', id: 'P5', options, ...result, met } };
  },
);

async function measure({ apis: [program], postgres }, { subscribers, accounts, changes, seed }, signal) {
  const { origin } = program;
  const api = new NoraApi([origin]);
  await api.claim();
  const { items } = (await api.call('GET', '/api/workspaces')).body;
  const workspaceId = items[0].id;
  const tokens = await addMembers(origin, postgres, workspaceId, accounts);
  /** Changes that were made, by name, and what each subscriber saw of them. */
  const seen = new Map();
  const delays = [];
  let timed = false;
  const note = (subscriber, _id, at, piece) => {
    const number = /"name":"Change (\d+)"/.exec(piece)?.[1];
    if (!number) return;
    if (timed) delays.push(Date.now() - at);
    seen.get(subscriber).push(Number(number));
  };
  const change = (number) =>
    api.call('PATCH', `/api/workspaces/${workspaceId}`, { name: `Change ${number}` }, { signal });

  const all = Array.from(
    { length: subscribers },
    (_, at) => new Subscriber(origin, tokens[at % tokens.length], note),
  );
  for (const one of all) seen.set(one, []);
  // One of each account and a change, so that what is loaded on first use is not counted.
  await inParallel(all.slice(0, accounts), OPENED_AT_ONCE, (one) => one.open());
  await change(0);
  await sleep(SETTLE_MS);
  const before = residentBytes(program.pid);
  await inParallel(all.slice(accounts), OPENED_AT_ONCE, (one) => one.open());
  await sleep(SETTLE_MS);

  timed = true;
  for (let number = 1; number <= changes; number += 1) await Promise.all([change(number), sleep(250)]);
  await caughtUp(all, seen, changes);
  timed = false;
  // Once all of them have been served, and what opening them left behind was collected.
  const grown = residentBytes(program.pid) - before;

  const random = new Random(seed);
  for (let number = changes + 1; number <= 2 * changes; number += 1) {
    if (number === Math.floor(1.5 * changes)) {
      await program.kill();
      await program.start();
    }
    await Promise.all([change(number), sleep(100)]);
    for (const one of all) if (random.chance(1 / changes)) one.cut();
  }
  await caughtUp(all, seen, 2 * changes);
  for (const one of all) one.close();

  let [lost, repeated] = [0, 0];
  for (const [at, one] of all.entries()) {
    const numbers = seen.get(one);
    const first = at < accounts ? 0 : 1;
    for (let number = first; number <= 2 * changes; number += 1) if (!numbers.includes(number)) lost += 1;
    repeated += numbers.length - new Set(numbers).size;
    if (numbers.some((number, index) => index > 0 && number < numbers[index - 1])) repeated += 1;
  }
  return {
    delivered: delays.length,
    p50Ms: quantile(delays, 0.5),
    p99Ms: quantile(delays, 0.99),
    mostMs: quantile(delays, 1),
    kilobytesEach: rounded(grown / 1_000 / Math.max(1, subscribers - accounts)),
    reconnects: all.reduce((sum, one) => sum + one.reconnects, 0),
    lost,
    repeated,
  };
}

function caughtUp(all, seen, last) {
  return until(
    'every subscriber has seen the last change',
    () => all.every((one) => seen.get(one).at(-1) === last),
    CAUGHT_UP_MS,
    20,
  ).catch(() => undefined);
}

function tableOf({ delivered, p50Ms, p99Ms, mostMs, kilobytesEach, reconnects, lost, repeated }) {
  return {
    'change to subscriber, p50': { value: p50Ms, unit: `ms, of ${delivered}` },
    'change to subscriber, p99': { value: p99Ms, unit: 'ms', bar: BARS.p99Ms },
    'change to subscriber, most': { value: mostMs, unit: 'ms' },
    'memory of a subscriber': { value: kilobytesEach, unit: 'kB', bar: BARS.kilobytes },
    'forced reconnects': { value: reconnects, unit: '' },
    lost: { value: lost, unit: 'events', bar: 0 },
    'repeated or out of order': { value: repeated, unit: 'events', bar: 0 },
  };
}
