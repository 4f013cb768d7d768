// Waits until everything is what it should be, once nothing is broken any more.
import { setTimeout as sleep } from 'node:timers/promises';
import { gather } from './evidence.mjs';
import { orphans, stuckWork } from './remains.mjs';

const LOOK_MS = 300;
/** What comes late is not stuck: it is waited for so many times longer before it is called so. */
const PATIENCE = 4;

/**
 * @returns seconds from the last fault, or from the moment until which a repair was put off, to the moment since
 * which nothing was left to do
 */
export async function settle(plane, journal, planted, { leaseSeconds, quietSeconds }) {
  const limitMs = (leaseSeconds + 15) * 1_000;
  // What was accepted after the last fault is work of its own.
  let from = Math.max(journal.lastFaultAt, ...journal.accepted.map(({ answeredAt }) => answeredAt));
  let cleanSince = null;
  let last = 'nothing';
  for (;;) {
    const now = Date.now();
    const evidence = await gather(plane, journal);
    const open = evidence.deployments.filter(({ status }) => status === 'queued' || status === 'running');
    // Of a deployment that waits after faults, the wait is meant; it is taken up no earlier.
    for (const { not_before } of open) from = Math.max(from, not_before ?? 0);
    const left = [...stuckWork(evidence), ...orphans(evidence, planted)];
    if (left.length > 0) last = left.map(({ agentId, what }) => `${agentId} ${what}`).join('; ');
    cleanSince = left.length === 0 ? (cleanSince ?? now) : null;
    const settled = cleanSince !== null && now - cleanSince >= quietSeconds * 1_000;
    if (settled || now - from > PATIENCE * limitMs) {
      const until = cleanSince ?? now;
      const seconds = Number((Math.max(0, until - from) / 1_000).toFixed(1));
      console.error(`settled after ${seconds} s; what took longest: ${last}`);
      return { seconds, limitSeconds: limitMs / 1_000 };
    }
    await sleep(LOOK_MS);
  }
}
