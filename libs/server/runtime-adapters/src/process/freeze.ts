import { setTimeout as sleep } from 'node:timers/promises';
import { readStat } from '../process-identity';
import { processesOf, type ProcessOwner, signal as sendSignal } from './process-tree';

const POLL_MS = 20;
const FROZEN_WITHIN_MS = 5_000;

/**
 * Does work while every process of an agent stands still, so that its files do not change meanwhile. They go on
 * in the end; should Nora die before, the runtime counts as paused and is let go on by its next start.
 */
export async function whileFrozen<T>(owner: ProcessOwner, work: () => Promise<T>): Promise<T> {
  const frozen = new Set<number>();
  try {
    await freeze(owner, frozen);
    const result = await work();
    if ((await moving(owner)).length > 0)
      throw new Error('The agent was started while its state was copied.');
    return result;
  } finally {
    for (const pid of frozen) sendSignal(pid, 'SIGCONT');
  }
}

/** Lets every process of an agent go on. */
export async function thaw(owner: ProcessOwner): Promise<void> {
  for (const pid of await processesOf(owner)) sendSignal(pid, 'SIGCONT');
}

async function freeze(owner: ProcessOwner, frozen: Set<number>): Promise<void> {
  const deadline = Date.now() + FROZEN_WITHIN_MS;
  // Again until none moves: a process may start another before it stands still.
  for (let left = await moving(owner); left.length > 0; left = await moving(owner)) {
    if (Date.now() > deadline) throw new Error('The processes of the agent do not stand still.');
    for (const pid of left) {
      frozen.add(pid);
      sendSignal(pid, 'SIGSTOP');
    }
    await sleep(POLL_MS);
  }
}

async function moving(owner: ProcessOwner): Promise<number[]> {
  const found: number[] = [];
  for (const pid of await processesOf(owner)) {
    const stat = await readStat(pid);
    if (stat && !['T', 't', 'Z', 'X'].includes(stat.state)) found.push(pid);
  }
  return found;
}
