import { linkSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { codeOf } from '../system/errors';
import { readJson } from '../system/files';
import { isAlive, recordOf } from '../system/processes';
import type { ProcessRecord } from '../system/processes';

/** Who holds a lock file; null when nobody does, or its holder is gone. */
export function lockHolder(path: string): ProcessRecord | null {
  const record = readJson<ProcessRecord>(path);
  return record !== null && isAlive(record) ? record : null;
}

/** The lock of a data directory, held by one running process; a lock of a process that is gone is taken over. */
export class InstanceLock {
  private constructor(private readonly path: string) {}

  /** Takes the lock, or returns the process that holds it. */
  static acquire(path: string): InstanceLock | ProcessRecord {
    const own = recordOf(process.pid);
    if (own === null) throw new Error('this process cannot be identified');
    const candidate = `${path}.${own.pid}`;
    writeFileSync(candidate, JSON.stringify(own), { mode: 0o600 });
    try {
      for (;;) {
        try {
          // A hard link appears whole or not at all, and never replaces: exactly one of two starters gets it.
          linkSync(candidate, path);
          return new InstanceLock(path);
        } catch (error) {
          if (codeOf(error) !== 'EEXIST') throw error;
        }
        const holder = lockHolder(path);
        if (holder !== null) return holder;
        putAsideStale(path, `${candidate}.stale`);
      }
    } finally {
      rmSync(candidate, { force: true });
    }
  }

  release(): void {
    rmSync(this.path, { force: true });
  }
}

/** Removes a stale lock. Another starter may have replaced it since it was read: then its lock is given back. */
function putAsideStale(path: string, aside: string): void {
  try {
    renameSync(path, aside);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    throw error;
  }
  if (lockHolder(aside) !== null) {
    try {
      linkSync(aside, path);
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
    }
  }
  rmSync(aside, { force: true });
}
