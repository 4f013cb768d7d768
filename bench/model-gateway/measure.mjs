// Measures of calls over several ways to one provider, taken in turns so that a busy moment falls on all of them.
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

const WARM_UP = 100;
const SLICE_MS = 1_000;
const ROUNDS = 4;
const RATE_MS = 2_000;
const agent = new Agent({ keepAlive: true, maxSockets: 256 });
const MESSAGES = [
  { role: 'system', content: 'You are measured. '.repeat(60) },
  { role: 'user', content: 'Say something.' },
];

/** Milliseconds of each call at a steady rate, by way. Calls go out on time, whether or not others are answered. */
export async function measureAtRate(ways, { perSecond, seconds }, signal) {
  await eachWay(ways, async (way) => {
    for (let index = 0; index < WARM_UP; index += 1) await call(way, {}, signal);
  });
  const samples = byWay(ways);
  for (let second = 0; second < seconds; second += 1) {
    await eachWay(ways, async (way, name) => {
      const calls = [];
      const begun = performance.now();
      for (let index = 0; index < (perSecond * SLICE_MS) / 1_000; index += 1) {
        const at = begun + (index * 1_000) / perSecond;
        if (at > performance.now()) await sleep(at - performance.now());
        const one = call(way, {}, signal).then(({ wholeMs }) => samples[name].push(wholeMs));
        // Looked at once all of them were sent.
        one.catch(() => undefined);
        calls.push(one);
      }
      await Promise.all(calls);
    });
  }
  return samples;
}

/** Milliseconds until the first byte of each stream, by way. */
export async function measureFirstBytes(ways, count, signal) {
  const samples = byWay(ways);
  for (let index = 0; index < count; index += 1) {
    await eachWay(ways, async (way, name) => {
      const { firstByteMs } = await call(way, { stream: true, user: '4 10' }, signal);
      samples[name].push(firstByteMs);
    });
  }
  return samples;
}

/** Calls per second, by way, so many at a time: the best of some rounds. */
export async function measureThroughput(ways, clients, body, signal) {
  const rates = byWay(ways);
  for (let round = 0; round < ROUNDS; round += 1) {
    await eachWay(ways, async (way, name) => {
      const begun = performance.now();
      let done = 0;
      const client = async () => {
        for (; performance.now() - begun < RATE_MS; done += 1) await call(way, body, signal);
      };
      await Promise.all(Array.from({ length: clients }, client));
      rates[name].push(done / ((performance.now() - begun) / 1_000));
    });
  }
  return Object.fromEntries(Object.entries(rates).map(([name, of]) => [name, Math.max(...of)]));
}

/** Streams, so many at a time. @param onDone told of how many there were after each thousand */
export async function manyStreams(way, { count, clients, body = { stream: true } }, onDone, signal) {
  let begun = 0;
  let done = 0;
  const client = async () => {
    while (begun < count) {
      begun += 1;
      await call(way, body, signal);
      done += 1;
      if (done % 1_000 === 0) await onDone(done);
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
}

/** Resident memory of a process, MiB. */
export function residentMiB(pid) {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;
}

/** One call, its answer read to the end. @returns its times, milliseconds */
export function call({ port, path, headers }, body, signal) {
  return new Promise((resolve, reject) => {
    const begun = performance.now();
    const sent = { model: 'default', messages: MESSAGES, max_tokens: 256, ...body };
    const outgoing = request({
      ...{ host: '127.0.0.1', port, path, agent, signal, method: 'POST' },
      headers: { ...headers, 'content-type': 'application/json' },
    });
    outgoing.on('error', reject);
    outgoing.on('response', (answer) => {
      let firstByteMs = 0;
      answer.on('data', () => (firstByteMs ||= performance.now() - begun));
      answer.on('error', reject);
      answer.on('end', () => {
        if (answer.statusCode === 200) resolve({ firstByteMs, wholeMs: performance.now() - begun });
        else reject(new Error(`a call was answered ${answer.statusCode}`));
      });
    });
    outgoing.end(JSON.stringify(sent));
  });
}

const byWay = (ways) => Object.fromEntries(Object.keys(ways).map((name) => [name, []]));

async function eachWay(ways, act) {
  for (const [name, way] of Object.entries(ways)) await act(way, name);
}
