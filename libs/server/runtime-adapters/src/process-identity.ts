import { readFile } from 'node:fs/promises';
import { platform } from 'node:os';

/** A process that cannot be mistaken for another one that got the same number later. */
export interface ProcessIdentity {
  pid: number;
  /** Boot and time of start; null where the system does not tell (only Linux does). */
  start: string | null;
}

/** One line of `/proc/<pid>/stat`, as far as it is of use here. */
export interface ProcessStat {
  state: string;
  group: number;
  session: number;
  startTicks: string;
}

/** Null when there is no such process, or only a zombie of it. */
export async function identify(pid: number): Promise<ProcessIdentity | null> {
  if (platform() !== 'linux') return answersSignals(pid) ? { pid, start: null } : null;
  const stat = await readStat(pid);
  if (!stat || stat.state === 'Z' || stat.state === 'X') return null;
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8');
  return { pid, start: `${boot.trim()}/${stat.startTicks}` };
}

/** Whether exactly this process still runs. */
export async function isAlive({ pid, start }: ProcessIdentity): Promise<boolean> {
  const found = await identify(pid);
  return found !== null && found.start === start;
}

/** Whether a process was told to stand still (SIGSTOP); false where the system does not tell. */
export async function isStopped({ pid }: ProcessIdentity): Promise<boolean> {
  if (platform() !== 'linux') return false;
  const state = (await readStat(pid))?.state;
  return state === 'T' || state === 't';
}

/** Null when there is no such process. */
export async function readStat(pid: number): Promise<ProcessStat | null> {
  try {
    return parseStat(await readFile(`/proc/${pid}/stat`, 'utf8'));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ESRCH') return null;
    throw error;
  }
}

/** Reads the fields behind the program's name, which may hold spaces and brackets itself (proc(5)). */
export function parseStat(text: string): ProcessStat {
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const field = (number: number): string => fields[number - 3] ?? '';
  return { state: field(3), group: Number(field(5)), session: Number(field(6)), startTicks: field(22) };
}

function answersSignals(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
