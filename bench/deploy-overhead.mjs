// P3: what Nora adds to starting the same container by hand. Prints a table and one JSON line; exits 1 when the bar
// is missed.
import { Baseline } from './deploy-overhead/baseline.mjs';
import { DeployedByNora } from './deploy-overhead/deployed.mjs';
import { runBench, wholeNumber } from './support/bench.mjs';
import { median, rounded } from './support/figures.mjs';
import { withDataDirectory } from './support/instance.mjs';

const USAGE = `usage: ./nora bench deploy-overhead [--pairs N]

  On the Docker engine of this machine, with the real image: an agent is deployed through Nora, and the same container
  is made by hand: same image, limits and hardening, a volume of its own, the same configuration put in, started. Both
  end when the sidecar's /health says that the gateway is ready. Nora's time runs from sending the request until its
  step "ready" has ended, as it is recorded. By hand a network is there beforehand, and /health is asked every 200 ms.
  The model turn with which Nora proves that the agent answers comes after that and is reported apart.
  Bar: the median through Nora <= 1.15 x the median by hand.

  --pairs  measured, who goes first taking turns; one more pair goes before (7)`;

const BAR = 1.15;

await runBench(
  { usage: USAGE, options: { pairs: { type: 'string', default: '7' } } },
  async (values, cleanup, signal) => {
    const pairs = wholeNumber('pairs', values.pairs);
    const runs = await withDataDirectory(async (directory) => {
      const nora = await DeployedByNora.open(directory, cleanup);
      try {
        // The image is built here when it is missing, and what is read for the first time is read.
        const { image, noraUrl } = await nora.warmUp(signal);
        const baseline = await Baseline.open({ image, noraUrl, source: nora.source }, cleanup);
        await baseline.run(signal);
        return await measure(pairs, nora, baseline, signal);
      } finally {
        await nora.close();
      }
    });
    return figuresOf(runs);
  },
);

async function measure(pairs, nora, baseline, signal) {
  const runs = [];
  for (let pair = 0; pair < pairs; pair += 1) {
    const both = [
      async () => ({ nora: await nora.run(signal) }),
      async () => ({ baseline: await baseline.run(signal) }),
    ];
    if (pair % 2 === 1) both.reverse();
    const run = { ...(await both[0]()), ...(await both[1]()) };
    console.error(
      `pair ${pair + 1}: ${run.nora.readyMs} ms through Nora, ${run.baseline.readyMs} ms by hand`,
    );
    runs.push(run);
  }
  return runs;
}

function figuresOf(runs) {
  const of = (side, name) => runs.map((run) => run[side][name]);
  const readyMs = Math.round(median(of('nora', 'readyMs')));
  const byHandMs = Math.round(median(of('baseline', 'readyMs')));
  const ratio = rounded(readyMs / byHandMs, 3);
  const pairRatios = runs.map(({ nora, baseline }) => rounded(nora.readyMs / baseline.readyMs, 3));
  const names = Object.keys(runs[0].nora.stepsMs);
  const stepsMs = Object.fromEntries(
    names.map((name) => [name, Math.round(median(runs.map(({ nora }) => nora.stepsMs[name])))]),
  );
  const startMs = Math.round(median(of('baseline', 'startedMs')));
  const met = ratio <= BAR;
  return {
    table: {
      'through Nora, request to ready': { value: readyMs, unit: 'ms, median' },
      'by hand, create to ready': { value: byHandMs, unit: `ms, median; ${startMs} of it until started` },
      ratio: { value: ratio, unit: `of medians; pairs ${pairRatios.join(' ')}`, bar: BAR },
      ...Object.fromEntries(names.map((name) => [`  ${name}`, { value: stepsMs[name], unit: 'ms, median' }])),
    },
    line: { bench: 'deploy-overhead', id: 'P3', readyMs, byHandMs, ratio, pairRatios, stepsMs, runs, met },
  };
}
