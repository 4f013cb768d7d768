// Measures of one thing over several ways to it, taken in turns so that a busy moment falls on all of them.
import { Agent, request } from 'node:http';
import { inParallel } from '../support/parallel.mjs';

/** Requests before the first that counts. */
export const WARM_UP = 50;
const LARGE_MB = (64 * 1024 * 128) / 1e6;
const ROUNDS = 4;
const RATE_MS = 2_000;

const agent = new Agent({ keepAlive: true, maxSockets: 64 });

/** Milliseconds of each request, one after another, by way. */
export async function measureLatency(ways, count, signal) {
  for (let index = 0; index < WARM_UP; index += 1) await eachWay(ways, (way) => get(way, 'v1/small', signal));
  return repeated(ways, count, async (way) => (await get(way, 'v1/small', signal)).wholeMs);
}

/** Milliseconds until the first byte of each stream, by way. */
export function measureFirstBytes(ways, count, signal) {
  return repeated(ways, count, async (way) => (await get(way, 'v1/events', signal)).firstByteMs);
}

/** Megabytes per second, by way: the best of some rounds; and how many went each way. */
export async function measureThroughput(ways, { megabytes, clients }, signal) {
  const bodies = Math.max(clients, Math.round(megabytes / LARGE_MB / ROUNDS));
  const samples = await repeated(ways, ROUNDS, async (way) => {
    const begun = performance.now();
    await inParallel(Array.from({ length: bodies }), clients, () => get(way, 'v1/large', signal));
    return (bodies * LARGE_MB) / ((performance.now() - begun) / 1_000);
  });
  const best = Object.entries(samples).map(([name, rates]) => [name, Math.max(...rates)]);
  return { ...Object.fromEntries(best), megabytes: bodies * LARGE_MB * ROUNDS };
}

/** Small requests per second, by way: the best of some rounds. */
export async function measureRate(ways, { clients }, signal) {
  const samples = await repeated(ways, ROUNDS, async (way) => {
    const begun = performance.now();
    let done = 0;
    await Promise.all(
      Array.from({ length: clients }, async () => {
        for (; performance.now() - begun < RATE_MS / ROUNDS; done += 1) await get(way, 'v1/small', signal);
      }),
    );
    return done / ((performance.now() - begun) / 1_000);
  });
  return Object.fromEntries(Object.entries(samples).map(([name, rates]) => [name, Math.max(...rates)]));
}

async function repeated(ways, count, measure) {
  const samples = Object.fromEntries(Object.keys(ways).map((name) => [name, []]));
  for (let index = 0; index < count; index += 1) {
    await eachWay(ways, async (way, name) => samples[name].push(await measure(way)));
  }
  return samples;
}

async function eachWay(ways, act) {
  for (const [name, way] of Object.entries(ways)) await act(way, name);
}

/** One request, its answer read to the end. */
function get({ port, prefix, headers }, path, signal) {
  return new Promise((resolve, reject) => {
    const begun = performance.now();
    const outgoing = request({ host: '127.0.0.1', port, path: `${prefix}/${path}`, headers, agent, signal });
    outgoing.on('error', reject);
    outgoing.on('response', (answer) => {
      let firstByteMs = 0;
      answer.on('data', () => (firstByteMs ||= performance.now() - begun));
      answer.on('error', reject);
      answer.on('end', () => {
        if (answer.statusCode === 200) resolve({ firstByteMs, wholeMs: performance.now() - begun });
        else reject(new Error(`${path} was answered ${answer.statusCode}`));
      });
    });
    outgoing.end();
  });
}
