import { stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RuntimeChange } from '../ports';
import { isAlive, isStopped } from '../process-identity';
import { exists } from './directories';
import type { ProcessPlaces } from './places';
import { agentIds, type ProcessRecord, readRecord } from './record';

const POLL_MS = 1_000;

type Presence = 'none' | 'ended' | 'paused' | 'running';
interface Seen {
  /** Time of the record's last change, so that it is read only when it changed. */
  changedAt: number;
  record: ProcessRecord | null;
  presence: Presence;
  stored: boolean;
}

const TOLD: Record<Presence, string> = {
  none: 'runtime removed',
  ended: 'process exited',
  paused: 'process paused',
  running: 'process started',
};

/**
 * Changes to the runtimes of this host, found by looking every second: the system tells nobody but a parent of
 * the end of a process.
 */
export async function* watchProcesses(
  places: ProcessPlaces,
  signal: AbortSignal,
): AsyncIterable<RuntimeChange> {
  let before = await look(places, new Map());
  while (!signal.aborted) {
    await sleep(POLL_MS, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
    const now = await look(places, before);
    for (const agentId of new Set([...before.keys(), ...now.keys()])) {
      for (const what of differences(before.get(agentId), now.get(agentId))) yield { agentId, what };
    }
    before = now;
  }
}

function differences(before: Seen | undefined, now: Seen | undefined): string[] {
  const presence = now?.presence ?? 'none';
  const told = presence === (before?.presence ?? 'none') ? [] : [TOLD[presence]];
  return before?.stored && !now?.stored ? [...told, 'storage removed'] : told;
}

async function look(places: ProcessPlaces, before: Map<string, Seen>): Promise<Map<string, Seen>> {
  const now = new Map<string, Seen>();
  for (const agentId of await agentIds(places)) {
    const changedAt = await changeOf(places.record(agentId));
    const known = before.get(agentId);
    const record = known?.changedAt === changedAt ? known.record : await readRecord(places, agentId);
    const stored = await exists(places.home(agentId));
    now.set(agentId, { changedAt, record, stored, presence: await presenceOf(record) });
  }
  return now;
}

async function presenceOf(record: ProcessRecord | null): Promise<Presence> {
  if (!record || record.generation === null || record.startedAt === null) return 'none';
  if (!record.process || !(await isAlive(record.process))) return 'ended';
  return (await isStopped(record.process)) ? 'paused' : 'running';
}

async function changeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).ctimeMs;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0;
    throw error;
  }
}
