// How long calls wait to be admitted: at a steady pace, and as fast as it goes.
import { setTimeout as sleep } from 'node:timers/promises';
import { quantile, rounded } from '../support/figures.mjs';

const LONGEST_MS = 500;

/** Calls begin at their times, whether or not those before were admitted. */
export async function measurePace(ledger, { rate, seconds }) {
  const taken = [];
  const calls = [];
  const from = performance.now();
  for (let i = 0; i < rate * seconds; i += 1) {
    const due = from + (i * 1_000) / rate;
    const wait = due - performance.now();
    if (wait > 0) await sleep(wait);
    calls.push(carry(ledger, taken));
  }
  await Promise.all(calls);
  await ledger.flush();
  const [p50Ms, p99Ms] = [0.5, 0.99].map((share) => rounded(quantile(taken, share), 2));
  return { calls: taken.length, p50Ms, p99Ms };
}

async function carry(ledger, taken) {
  const askedAt = performance.now();
  const call = await ledger.admit();
  taken.push(performance.now() - askedAt);
  await sleep(Math.random() * LONGEST_MS);
  ledger.end(call);
}

export async function measureMost(ledger, { clients, seconds }) {
  let calls = 0;
  const from = performance.now();
  const until = from + seconds * 1_000;
  await Promise.all(
    Array.from({ length: clients }, async () => {
      while (performance.now() < until) {
        ledger.end(await ledger.admit());
        calls += 1;
      }
    }),
  );
  await ledger.flush();
  return { calls, perSecond: Math.round((calls * 1_000) / (performance.now() - from)) };
}
