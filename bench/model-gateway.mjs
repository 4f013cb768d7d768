// What Nora's model gateway adds to a call of a model, beside a proxy that does nothing but pass it on.
// Prints a table and one JSON line; exits 1 when a bar is missed.
import {
  manyStreams,
  measureAtRate,
  measureFirstBytes,
  measureThroughput,
  residentMiB,
} from './model-gateway/measure.mjs';
import { SETTINGS, openScene } from './model-gateway/scene.mjs';
import { runBench, wholeNumber } from './support/bench.mjs';
import { withControlPlane } from './support/control-plane.mjs';
import { quantile, rounded } from './support/figures.mjs';
import { DURABLE } from './support/stores.mjs';

const USAGE = `usage: ./nora bench model-gateway [--rate N] [--seconds N] [--first N] [--streams N] [--clients N]

  Real API, PostgreSQL and Redis of its own; a small server stands in for a provider, and a bare proxy made of undici
  passes calls on to it without a look. Every call through Nora is admitted against
  two budgets, metered and booked. Each measure is taken of all ways in turns.

  1. Calls at a steady rate. Bars for what Nora adds: p50 <= 2 ms, p99 <= 10 ms.
  2. Streams until their first byte. Bar: 5 ms later through Nora, at the median.
  3. Streams of 512 events, as long as an answer of some hundred words, each event sent by itself, --clients at a
     time. Bar: >= 0.7 of what the bare proxy carries.
  4. Calls that are answered at once, --clients at a time, for orientation.
  5. Streams through Nora. Bar: the memory of its process must not grow by more than 10 % from the third tenth on.

  --rate     calls per second of the first part (200)
  --seconds  of it, each way (15)
  --first    streams of the second part, each way (100)
  --streams  of the last part (10000)
  --clients  under way at a time in the last three parts (16)
  --durable  PostgreSQL waits for the disk at each commit, as it does unless it is told otherwise`;

const BARS = { addedP50Ms: 2, addedP99Ms: 10, firstByteLaterMs: 5, throughputOfBare: 0.7, memoryGrowth: 1.1 };

await runBench(
  {
    usage: USAGE,
    options: {
      rate: { type: 'string', default: '200' },
      seconds: { type: 'string', default: '15' },
      first: { type: 'string', default: '100' },
      streams: { type: 'string', default: '10000' },
      clients: { type: 'string', default: '16' },
      durable: { type: 'boolean', default: false },
    },
  },
  async ({ durable, ...values }, cleanup, signal) => {
    const options = Object.fromEntries(
      Object.entries(values)
        .filter(([name]) => name !== 'help')
        .map(([name, text]) => [name, wholeNumber(name, text)]),
    );
    const { rate: perSecond, seconds, clients } = options;
    return withControlPlane(
      { workers: 0, settings: SETTINGS, ...(durable ? { postgres: DURABLE } : {}) },
      async (plane) => {
        const { ways } = await openScene(plane, cleanup);
        const latency = await measureAtRate(ways, { perSecond, seconds }, signal);
        const firstBytes = await measureFirstBytes(ways, options.first, signal);
        const streams = await measureThroughput(ways, clients, { stream: true, user: '512' }, signal);
        const calls = await measureThroughput(ways, clients, {}, signal);
        const memory = await measureMemory(plane.apis[0].pid, ways.nora, options, signal);
        return report({ ...options, durable }, { latency, firstBytes, streams, calls, memory });
      },
    );
  },
);

/** MiB after each tenth of the streams. */
async function measureMemory(pid, way, { streams: count, clients }, signal) {
  const marks = [];
  const body = { stream: true, user: '8' };
  const tenth = Math.max(1_000, count / 10);
  await manyStreams(
    way,
    { count, clients, body },
    (done) => {
      if (done % tenth === 0) marks.push(residentMiB(pid));
    },
    signal,
  );
  return marks;
}

function report(options, { latency, firstBytes, streams, calls, memory }) {
  const added = (way, share) => rounded(quantile(latency[way], share) - quantile(latency.direct, share), 2);
  const later = (way) => rounded(quantile(firstBytes[way], 0.5) - quantile(firstBytes.direct, 0.5), 2);
  const figures = Object.fromEntries(
    ['bare', 'nora'].map((way) => [
      way,
      {
        ...{ addedP50Ms: added(way, 0.5), addedP99Ms: added(way, 0.99), firstByteLaterMs: later(way) },
        ...{ streamsPerSecond: rounded(streams[way], 0), callsPerSecond: rounded(calls[way], 0) },
      },
    ]),
  );
  const throughputOfBare = rounded(streams.nora / streams.bare, 2);
  const memoryGrowth = memory.length > 3 ? rounded(memory.at(-1) / memory[2], 3) : null;
  const { nora } = figures;
  const met =
    nora.addedP50Ms <= BARS.addedP50Ms &&
    nora.addedP99Ms <= BARS.addedP99Ms &&
    nora.firstByteLaterMs <= BARS.firstByteLaterMs &&
    throughputOfBare >= BARS.throughputOfBare &&
    (memoryGrowth ?? 0) <= BARS.memoryGrowth;
  const row = (measure, of, bar) => ({ measure, bare: figures.bare[of], nora: nora[of], bar });
  return {
    table: [
      row('added, p50 (ms)', 'addedP50Ms', `<= ${BARS.addedP50Ms}`),
      row('added, p99 (ms)', 'addedP99Ms', `<= ${BARS.addedP99Ms}`),
      row('first byte later (ms)', 'firstByteLaterMs', `<= ${BARS.firstByteLaterMs}`),
      row(
        'streams per second',
        'streamsPerSecond',
        `>= ${BARS.throughputOfBare} x bare: ${throughputOfBare}`,
      ),
      row('calls per second', 'callsPerSecond', '-'),
      {
        measure: 'memory (MiB)',
        nora: memory.map((mib) => rounded(mib, 0)).join(' '),
        bar: `<= ${BARS.memoryGrowth} x: ${memoryGrowth}`,
      },
    ],
    line: {
      bench: 'model-gateway',
      options,
      ...figures,
      throughputOfBare,
      memory,
      memoryGrowth,
      met,
    },
  };
}
