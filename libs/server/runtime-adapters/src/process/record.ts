import { randomUUID } from 'node:crypto';
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import type { RuntimeListen } from '@nora/runtime-contract';
import type { ProcessIdentity } from '../process-identity';
import type { ProcessPlaces } from './places';

/** What Nora remembers of one runtime on this host. */
export interface ProcessRecord {
  agentId: string;
  workspaceId: string;
  /** Null until it is created, and again when it is removed with its state kept. */
  generation: number | null;
  specHash: string | null;
  /** Its own user and group; null when Nora does not run as root and agents share Nora's user. */
  uid: number | null;
  ports: RuntimeListen['ports'] | null;
  /** The installation it runs from. */
  runtime: string | null;
  sidecar: string | null;
  process: ProcessIdentity | null;
  startedAt: string | null;
  /** Agent and scope of state that was copied in; records of earlier releases lack it. */
  importedFrom?: string;
}

/** Null when the agent has none. */
export async function readRecord(places: ProcessPlaces, agentId: string): Promise<ProcessRecord | null> {
  try {
    return JSON.parse(await readFile(places.record(agentId), 'utf8')) as ProcessRecord;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** Writes it atomically. */
export async function writeRecord(places: ProcessPlaces, record: ProcessRecord): Promise<void> {
  const path = places.record(record.agentId);
  const fresh = `${path}.${randomUUID()}`;
  try {
    await writeFile(fresh, JSON.stringify(record, null, 2), { mode: 0o600 });
    await rename(fresh, path);
  } catch (error) {
    await rm(fresh, { force: true });
    throw error;
  }
}

/** Records of every agent of this host. */
export async function readRecords(places: ProcessPlaces): Promise<ProcessRecord[]> {
  const records: ProcessRecord[] = [];
  for (const agentId of await agentIds(places)) {
    const record = await readRecord(places, agentId);
    if (record) records.push(record);
  }
  return records;
}

/** Agents that have a directory on this host. */
export async function agentIds(places: ProcessPlaces): Promise<string[]> {
  try {
    const entries = await readdir(places.agents, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
