// P4: what Nora's gateway proxy adds to an agent's gateway, with nginx as a plain proxy before the same upstream.
// Prints a table and one JSON line; exits 1 when a bar is missed.
import { withCpuTime } from './gateway/cpu-time.mjs';
import { Edge } from './gateway/edge.mjs';
import {
  WARM_UP,
  measureFirstBytes,
  measureLatency,
  measureRate,
  measureThroughput,
} from './gateway/measure.mjs';
import { runningAgent } from './gateway/scene.mjs';
import { Upstream } from './gateway/upstream-process.mjs';
import { runBench, wholeNumber } from './support/bench.mjs';
import { withControlPlane } from './support/control-plane.mjs';
import { quantile, rounded } from './support/figures.mjs';

const USAGE = `usage: ./nora bench gateway [--requests N] [--streams N] [--megabytes N] [--clients N]

  Real API, PostgreSQL and Redis of its own; a small server stands in for an agent's gateway, and nginx (from PATH)
  proxies the same server without asking who calls. Each measure is taken of all three in turns.

  1. Requests for 1 kB, one after another. Bars for what Nora adds: p50 <= 2 ms, p99 <= 10 ms.
  2. Streams of server-sent events until their first byte. Bar: 5 ms later through Nora, at the median.
  3. Bodies of 8 MB, --clients at a time. Bar: >= 0.7 of what nginx passes on in the same time.
  4. Requests for 1 kB, --clients at a time, for orientation: Nora asks PostgreSQL who calls, nginx asks nobody.

  Processor time is told beside: unlike the rest it does not depend on what else the machine does.

  --requests   measured requests of the first part, each way (600)
  --streams    streams of the second part, each way (60)
  --megabytes  of the third part, each way (1024)
  --clients    under way at a time in the last two parts (8)`;

const BARS = { addedP50Ms: 2, addedP99Ms: 10, firstByteLaterMs: 5, throughputOfNginx: 0.7 };

await runBench(
  {
    usage: USAGE,
    options: {
      requests: { type: 'string', default: '600' },
      streams: { type: 'string', default: '60' },
      megabytes: { type: 'string', default: '1024' },
      clients: { type: 'string', default: '8' },
    },
  },
  async (values, cleanup, signal) => {
    const options = Object.fromEntries(
      ['requests', 'streams', 'megabytes', 'clients'].map((name) => [name, wholeNumber(name, values[name])]),
    );
    return withControlPlane({ workers: 0 }, async (plane) => {
      const upstream = new Upstream(plane.logs);
      cleanup.defer(() => upstream.stop());
      await upstream.start();
      const edge = new Edge(plane.directory, plane.logs, upstream.port);
      cleanup.defer(() => edge.stop());
      await edge.start();
      const nora = await runningAgent(plane, upstream.port);
      const ways = { direct: { port: upstream.port, prefix: '', headers: {} }, nginx: edge.way, nora };
      const pids = { nginx: edge.pid, nora: plane.apis[0].pid };
      const { result: latency, cpuMs } = await withCpuTime(pids, () =>
        measureLatency(ways, options.requests, signal),
      );
      const firstBytes = await measureFirstBytes(ways, options.streams, signal);
      const { result: throughput, cpuMs: cpuOfBodies } = await withCpuTime(pids, () =>
        measureThroughput(ways, options, signal),
      );
      const rate = await measureRate(ways, options, signal);
      return report(options, { latency, firstBytes, throughput, rate, cpuMs, cpuOfBodies });
    });
  },
);

function report(options, { latency, firstBytes, throughput, rate, cpuMs, cpuOfBodies }) {
  const added = (way, share) => rounded(quantile(latency[way], share) - quantile(latency.direct, share), 2);
  const later = (way) => rounded(quantile(firstBytes[way], 0.5) - quantile(firstBytes.direct, 0.5), 2);
  const figures = Object.fromEntries(
    ['nginx', 'nora'].map((way) => [
      way,
      {
        addedP50Ms: added(way, 0.5),
        addedP99Ms: added(way, 0.99),
        firstByteLaterMs: later(way),
        megabytesPerSecond: rounded(throughput[way]),
        requestsPerSecond: rounded(rate[way], 0),
        cpuMsPerRequest: rounded(cpuMs[way] / (options.requests + WARM_UP), 2),
        cpuMsPerMegabyte: rounded(cpuOfBodies[way] / throughput.megabytes, 2),
      },
    ]),
  );
  const throughputOfNginx = rounded(throughput.nora / throughput.nginx, 2);
  const met =
    figures.nora.addedP50Ms <= BARS.addedP50Ms &&
    figures.nora.addedP99Ms <= BARS.addedP99Ms &&
    figures.nora.firstByteLaterMs <= BARS.firstByteLaterMs &&
    throughputOfNginx >= BARS.throughputOfNginx;
  const direct = {
    p50Ms: rounded(quantile(latency.direct, 0.5), 2),
    p99Ms: rounded(quantile(latency.direct, 0.99), 2),
    megabytesPerSecond: rounded(throughput.direct),
    requestsPerSecond: rounded(rate.direct, 0),
  };
  const row = (name, of, bar) => ({ measure: name, nginx: figures.nginx[of], nora: figures.nora[of], bar });
  return {
    table: [
      row('added, p50 (ms)', 'addedP50Ms', `<= ${BARS.addedP50Ms}`),
      row('added, p99 (ms)', 'addedP99Ms', `<= ${BARS.addedP99Ms}`),
      row('first byte later (ms)', 'firstByteLaterMs', `<= ${BARS.firstByteLaterMs}`),
      row(
        'throughput (MB/s)',
        'megabytesPerSecond',
        `>= ${BARS.throughputOfNginx} x nginx: ${throughputOfNginx}`,
      ),
      row('requests of 1 kB per second', 'requestsPerSecond', '-'),
      row('processor time of a request (ms)', 'cpuMsPerRequest', '-'),
      row('processor time of a megabyte (ms)', 'cpuMsPerMegabyte', '-'),
    ],
    line: { bench: 'gateway', id: 'P4', options, direct, ...figures, throughputOfNginx, met },
  };
}
