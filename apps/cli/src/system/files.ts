import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { codeOf } from './errors';

/** Replaces a file as a whole, readable by its owner only; a reader sees the old or the new, never a part. */
export function writePrivateFile(path: string, content: string): void {
  const temporary = `${path}.${process.pid}.tmp`;
  writeFileSync(temporary, content, { mode: 0o600 });
  renameSync(temporary, path);
}

/** The parsed JSON of a file; null when there is none or it cannot be parsed. */
export function readJson<T>(path: string): T | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as T;
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || error instanceof SyntaxError) return null;
    throw error;
  }
}

/** Makes a directory and its parents. Not `recursive: true`, which never returns below /proc (Node 20 to 24). */
export function makeDirectory(path: string, mode: number): void {
  try {
    mkdirSync(path, { mode });
  } catch (error) {
    const code = codeOf(error);
    if (code === 'EEXIST' && statSync(path).isDirectory()) return;
    if (code !== 'ENOENT' || existsSync(dirname(path))) throw error;
    makeDirectory(dirname(path), mode);
    mkdirSync(path, { mode });
  }
}

/** Who runs the services: root hands them to the unprivileged `nobody`, everyone else runs them himself. */
export interface Identity {
  uid?: number;
  gid?: number;
}

const NOBODY = 65_534;

/** PostgreSQL refuses root, and Redis needs no privilege. */
export function serviceIdentity(): Identity {
  return process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
}

/** Makes a directory that only the given identity can enter. */
export function makePrivateDirectory(path: string, { uid, gid }: Identity): void {
  makeDirectory(path, 0o700);
  if (uid !== undefined && gid !== undefined) chownSync(path, uid, gid);
}

/** Whether an unprivileged user can walk to a path; directories that do not exist yet are passed over. */
export function isReachableByOthers(path: string): boolean {
  for (let current = path; ; current = dirname(current)) {
    try {
      if ((statSync(current).mode & 0o001) === 0) return false;
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') throw error;
    }
    if (dirname(current) === current) return true;
  }
}
