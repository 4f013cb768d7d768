import { rmSync } from 'node:fs';
import { readJson, writePrivateFile } from '../system/files';
import type { ProcessRecord } from '../system/processes';

export type ServiceState = 'starting' | 'ready' | 'backing-off' | 'stopping' | 'stopped';

/** What is known of one service of an instance. */
export interface ServiceStatus {
  name: string;
  state: ServiceState;
  /** Null while nothing runs, and for a service that runs in a container. */
  process: ProcessRecord | null;
  /** Name of the container, for a service that runs in one. */
  container: string | null;
  /** ISO 8601; when the present process became ready. */
  since: string | null;
  restarts: number;
  /** First signal that ends it: PostgreSQL closes its connections on SIGINT and waits for them on SIGTERM. */
  stopSignal: NodeJS.Signals;
}

/** What an instance writes down about itself while it runs. */
export interface InstanceState {
  supervisor: ProcessRecord;
  state: 'starting' | 'running' | 'stopping';
  startedAt: string;
  url: string;
  port: number;
  targets: string[];
  /**
   * The file from which the programs have their encryption keys; null when they have them from the environment.
   * Absent in what an older release wrote.
   */
  encryptionKeyFile?: string | null;
  services: ServiceStatus[];
}

export function readState(path: string): InstanceState | null {
  return readJson<InstanceState>(path);
}

export function writeState(path: string, state: InstanceState): void {
  writePrivateFile(path, `${JSON.stringify(state, null, 2)}\n`);
}

export function removeState(path: string): void {
  rmSync(path, { force: true });
}
