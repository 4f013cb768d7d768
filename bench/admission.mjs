// P2: how soon a request becomes work in hand, and that a burst of one workspace loses nothing, does nothing twice
// and holds up nobody else. Prints a table and one JSON line; exits 1 when a bar is missed.
import { measureBurst } from './admission/burst.mjs';
import { measurePickup } from './admission/pickup.mjs';
import { runBench, wholeNumber } from './support/bench.mjs';

const USAGE = `usage: ./nora bench admission [--requests N] [--burst N] [--clients N] [--seed N]

  Real API, workers, PostgreSQL and Redis of its own; runtimes on a simulated target.

  1. With six deployments in hand and slots free, --requests new agents are asked for. Measured is the time from
     sending the request until a worker has taken the deployment up. Bars: p50 <= 40 ms, p99 <= 200 ms.
  2. One workspace asks for --burst agents at once, two others for a few while that drains. Bars: every request is
     answered and carried out exactly once, and no workspace waits over twice its share.

  --requests  measured requests of the first part (300)
  --burst     agents of the burst (1000)
  --clients   requests of the burst under way at a time (32)
  --seed      of the times between requests and of the target's latency (1)`;

const BARS = { p50Ms: 40, p99Ms: 200, shares: 2 };

await runBench(
  {
    usage: USAGE,
    options: {
      requests: { type: 'string', default: '300' },
      burst: { type: 'string', default: '1000' },
      clients: { type: 'string', default: '32' },
      seed: { type: 'string', default: '1' },
    },
  },
  async (values) => {
    const options = Object.fromEntries(
      Object.keys(values)
        .filter((name) => name !== 'help')
        .map((name) => [name, wholeNumber(name, values[name])]),
    );
    const pickup = await measurePickup(options);
    const burst = await measureBurst(options);
    const met =
      pickup.p50Ms <= BARS.p50Ms &&
      pickup.p99Ms <= BARS.p99Ms &&
      burst.lost === 0 &&
      burst.twice === 0 &&
      burst.unsettled === 0 &&
      burst.mostShares <= BARS.shares;
    return {
      table: tableOf(pickup, burst),
      line: { bench: 'admission', id: 'P2', options, pickup, burst, met },
    };
  },
);

function tableOf(pickup, burst) {
  const waits = Object.entries(burst.workspaces).map(
    ([name, { jobs, p50WaitMs, mostWaitMs, mostShares }]) => [
      `workspace ${name} (${jobs} asked for)`,
      {
        value: mostShares,
        unit: `shares at most; waited ${p50WaitMs} ms p50, ${mostWaitMs} ms most`,
        bar: BARS.shares,
      },
    ],
  );
  return {
    'request to picked up, p50': { value: pickup.p50Ms, unit: 'ms', bar: BARS.p50Ms },
    'request to picked up, p99': { value: pickup.p99Ms, unit: 'ms', bar: BARS.p99Ms },
    'request to first step, p99': { value: pickup.firstStepP99Ms, unit: 'ms' },
    'request to answer, p50': { value: pickup.answerP50Ms, unit: 'ms' },
    'deployments in hand meanwhile': { value: pickup.inHandP50, unit: `p50, ${pickup.inHandLeast} least` },
    'burst, asked for': { value: burst.asked, unit: 'deployments' },
    'burst, lost': { value: burst.lost, unit: 'deployments', bar: 0 },
    'burst, done twice': { value: burst.twice, unit: 'effects', bar: 0 },
    'burst, not settled': { value: burst.unsettled, unit: 'deployments', bar: 0 },
    'burst, drained at': { value: burst.perSecond, unit: 'deployments/s' },
    ...Object.fromEntries(waits),
  };
}
