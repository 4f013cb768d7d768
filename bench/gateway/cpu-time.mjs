// Processor time of a process and its children: what a busy machine does not stretch.
import { readFileSync } from 'node:fs';

const TICK_MS = 10;

/** Milliseconds of processor time so far. */
export function cpuTimeMs(pid) {
  const [, ...rest] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ');
  const fields = rest.join(') ').split(' ');
  const own = (Number(fields[11]) + Number(fields[12])) * TICK_MS;
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    .trim()
    .split(' ')
    .filter(Boolean);
  return children.reduce((sum, child) => sum + cpuTimeMs(child), own);
}

/** Runs an act, and tells how much processor time each of some processes took meanwhile, by name. */
export async function withCpuTime(pids, act) {
  const before = Object.entries(pids).map(([name, pid]) => [name, cpuTimeMs(pid)]);
  const result = await act();
  return {
    result,
    cpuMs: Object.fromEntries(before.map(([name, then]) => [name, cpuTimeMs(pids[name]) - then])),
  };
}
