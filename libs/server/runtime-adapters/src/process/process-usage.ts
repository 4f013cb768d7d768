import { readFile, readdir, stat } from 'node:fs/promises';

/** Ticks in which the kernel tells CPU time to programs (USER_HZ): the same on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;
const KIBIBYTE = 1_024;

/** What processes use together. */
export interface ProcessesUsage {
  cpuSeconds: number;
  memoryBytes: number;
  blockReadBytes: number;
  blockWriteBytes: number;
  pids: number;
}

/** Whose processes are looked for: a user of its own, or a mark in the environment where agents share Nora's. */
export interface UsageOwner {
  agentId: string;
  uid: number | null;
}

/**
 * What the processes of each owner use, of one look at all processes of the host. Processes that have ended count
 * with the one that waited for them.
 * @returns by agent id; an owner without processes is left out
 */
export async function usageOfProcesses(owners: UsageOwner[]): Promise<Map<string, ProcessesUsage>> {
  const byUid = new Map(owners.flatMap(({ agentId, uid }) => (uid === null ? [] : [[uid, agentId]])));
  const marked = new Set(owners.flatMap(({ agentId, uid }) => (uid === null ? [agentId] : [])));
  const found = new Map<string, ProcessesUsage>();
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name) || Number(name) === process.pid) continue;
    const directory = `/proc/${name}`;
    const uid = await orNull(() => stat(directory).then((entry) => entry.uid));
    if (uid === null) continue;
    const agentId = byUid.get(uid) ?? (marked.size > 0 ? await markOf(directory) : null);
    if (agentId === null || (!byUid.has(uid) && !marked.has(agentId))) continue;
    const usage = await orNull(() => usageOf(directory));
    if (usage) found.set(agentId, sum(found.get(agentId), usage));
  }
  return found;
}

async function usageOf(directory: string): Promise<ProcessesUsage> {
  const text = await readFile(`${directory}/stat`, 'utf8');
  const [memoryBytes, io] = await Promise.all([
    memoryOf(directory),
    orNull(() => readFile(`${directory}/io`, 'utf8')),
  ]);
  return {
    ...parseTimes(text),
    memoryBytes,
    blockReadBytes: fieldOf(io, 'read_bytes'),
    blockWriteBytes: fieldOf(io, 'write_bytes'),
  };
}

/** CPU time with that of ended children, and threads, of `/proc/<pid>/stat` (proc(5)). */
export function parseTimes(text: string): { cpuSeconds: number; pids: number } {
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const field = (number: number): number => Number(fields[number - 3] ?? 0);
  const ticks = field(14) + field(15) + field(16) + field(17);
  return { cpuSeconds: ticks / TICKS_PER_SECOND, pids: field(20) };
}

/** A page that several processes share counts in parts with each; where that is not told, wholly with each. */
async function memoryOf(directory: string): Promise<number> {
  const shares = await orNull(() => readFile(`${directory}/smaps_rollup`, 'utf8'));
  if (shares !== null) return fieldOf(shares, 'Pss') * KIBIBYTE;
  return fieldOf(await readFile(`${directory}/status`, 'utf8'), 'VmRSS') * KIBIBYTE;
}

/** The number of a line `name: number`; 0 where there is none. */
function fieldOf(text: string | null, name: string): number {
  return Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text ?? '')?.[1] ?? 0);
}

async function markOf(directory: string): Promise<string | null> {
  const environment = await orNull(() => readFile(`${directory}/environ`, 'utf8'));
  return /(?:^|\0)NORA_AGENT_ID=([^\0]*)/.exec(environment ?? '')?.[1] ?? null;
}

function sum(one: ProcessesUsage | undefined, other: ProcessesUsage): ProcessesUsage {
  if (!one) return other;
  return {
    cpuSeconds: one.cpuSeconds + other.cpuSeconds,
    memoryBytes: one.memoryBytes + other.memoryBytes,
    blockReadBytes: one.blockReadBytes + other.blockReadBytes,
    blockWriteBytes: one.blockWriteBytes + other.blockWriteBytes,
    pids: one.pids + other.pids,
  };
}

/** Null for what is gone by now, or is not for Nora's user to see. */
async function orNull<T>(read: () => Promise<T>): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ESRCH' || code === 'EACCES' || code === 'EPERM') return null;
    throw error;
  }
}
