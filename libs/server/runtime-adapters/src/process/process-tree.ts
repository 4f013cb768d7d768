import { readdir, readFile, stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { readStat } from '../process-identity';

/** By what a process of an agent is recognised. */
export interface ProcessOwner {
  agentId: string;
  /** Its own user, when it has one. */
  uid: number | null;
}

const POLL_MS = 50;
const GONE_WITHIN_MS = 5_000;

/**
 * Processes of an agent: those of its user, else those that carry its mark in their environment. Both find
 * programs that made themselves a session of their own, which a process group does not.
 */
export async function processesOf(owner: ProcessOwner): Promise<number[]> {
  const found: number[] = [];
  for (const name of await readdir('/proc')) {
    const pid = Number(name);
    if (Number.isInteger(pid) && pid !== process.pid && (await belongsTo(owner, pid))) found.push(pid);
  }
  return found;
}

/**
 * Kills every process of an agent.
 * @throws Error when some are still there after five seconds
 */
export async function killAll(owner: ProcessOwner): Promise<void> {
  const deadline = Date.now() + GONE_WITHIN_MS;
  for (;;) {
    const pids = await processesOf(owner);
    if (pids.length === 0) return;
    if (Date.now() > deadline) throw new Error(`Processes ${pids.join(', ')} of the agent cannot be killed.`);
    pids.forEach((pid) => signal(pid, 'SIGKILL'));
    await sleep(POLL_MS);
  }
}

/** Sends a signal; a process that is gone is fine. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

async function belongsTo({ agentId, uid }: ProcessOwner, pid: number): Promise<boolean> {
  try {
    const found = await readStat(pid);
    if (!found || found.state === 'Z' || found.state === 'X') return false;
    if (uid !== null) return (await stat(`/proc/${pid}`)).uid === uid;
    return await isMarked(pid, agentId);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ESRCH' || code === 'EACCES') return false;
    throw error;
  }
}

async function isMarked(pid: number, agentId: string): Promise<boolean> {
  const environment = await readFile(`/proc/${pid}/environ`, 'utf8');
  return environment.split('\0').includes(`NORA_AGENT_ID=${agentId}`);
}
