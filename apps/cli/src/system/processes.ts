import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { codeOf } from './errors';

/** A process that a later program can recognise: process ids are used again, together with a start they are not. */
export interface ProcessRecord {
  pid: number;
  /** Opaque; differs for another process with the same id. */
  start: string;
}

/** When a process started, as an opaque text; null when there is no such process, or only its remains. */
export function startOf(pid: number): string | null {
  if (process.platform !== 'linux') return startAccordingToPs(pid);
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may itself hold spaces and parentheses (proc(5)).
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z' || fields[0] === 'X') return null;
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').slice(0, 8);
    return `${boot}-${fields[19]}`;
  } catch {
    return null;
  }
}

function startAccordingToPs(pid: number): string | null {
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || null;
  } catch {
    return null;
  }
}

/** The record of a process, or null when it is gone. */
export function recordOf(pid: number): ProcessRecord | null {
  const start = startOf(pid);
  return start === null ? null : { pid, start };
}

/** Whether the very process that was recorded still runs. */
export function isAlive(record: ProcessRecord): boolean {
  return startOf(record.pid) === record.start;
}

/** Sends a signal to a recorded process, and to nothing else; false when it was gone. */
export function signal(record: ProcessRecord, name: NodeJS.Signals): boolean {
  if (!isAlive(record)) return false;
  try {
    process.kill(record.pid, name);
    return true;
  } catch (error) {
    if (codeOf(error) === 'ESRCH') return false;
    throw error;
  }
}

/** Waits until a recorded process is gone; false when the time was not enough. */
export async function waitUntilGone(record: ProcessRecord, milliseconds: number): Promise<boolean> {
  const deadline = Date.now() + milliseconds;
  while (isAlive(record)) {
    if (Date.now() > deadline) return false;
    await sleep(50);
  }
  return true;
}

/** Ends a recorded process: first as asked, after the grace by force. */
export async function terminate(
  record: ProcessRecord,
  first: NodeJS.Signals,
  graceMs: number,
): Promise<void> {
  if (!signal(record, first)) return;
  if (await waitUntilGone(record, graceMs)) return;
  signal(record, 'SIGKILL');
  await waitUntilGone(record, 5_000);
}
