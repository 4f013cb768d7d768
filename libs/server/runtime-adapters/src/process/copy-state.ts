import { constants } from 'node:fs';
import { chown, type FileHandle, lstat, mkdir, open, opendir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Progress, StateScope } from '../ports';
import { isInScope, rootsOf } from '../state/scopes';

const PIECE = 1_048_576;
const TELL_EVERY_MS = 2_000;
const READ = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
const WRITE = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;

/** The home that receives, and the user it belongs to. */
export interface CopyTarget {
  home: string;
  uid: number | null;
}

/**
 * Copies what belongs to a scope from one home into another. Only files and directories are taken: a link could
 * lead out of the home. Neither home may change meanwhile; what an interrupted copy left is replaced.
 */
export async function copyState(
  from: string,
  to: CopyTarget,
  scope: StateScope,
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  let files = 0;
  let bytes = 0;
  let toldAt = Date.now();
  for (const root of rootsOf(scope)) {
    for await (const path of filesBelow(to.home, root, scope)) await rm(join(to.home, path));
    for await (const path of filesBelow(from, root, scope)) {
      signal.throwIfAborted();
      bytes += await copyFile(from, to, path);
      files += 1;
      if (Date.now() - toldAt < TELL_EVERY_MS) continue;
      toldAt = Date.now();
      progress(`copying: ${files} files, ${inMebibytes(bytes)}`);
    }
  }
  progress(`copied ${files} files, ${inMebibytes(bytes)}`);
}

async function copyFile(from: string, to: CopyTarget, path: string): Promise<number> {
  const source = await open(join(from, path), READ);
  try {
    const found = await source.stat();
    if (!found.isFile()) return 0;
    await makeParents(to, path);
    const target = await open(join(to.home, path), WRITE, found.mode & 0o700);
    try {
      if (to.uid !== null) await target.chown(to.uid, to.uid);
      await pour(source, target);
    } finally {
      await target.close();
    }
    return found.size;
  } finally {
    await source.close();
  }
}

async function pour(source: FileHandle, target: FileHandle): Promise<void> {
  const piece = Buffer.allocUnsafe(PIECE);
  for (;;) {
    const { bytesRead } = await source.read(piece, 0, PIECE, null);
    if (bytesRead === 0) return;
    await target.writeFile(piece.subarray(0, bytesRead));
  }
}

async function makeParents(to: CopyTarget, path: string): Promise<void> {
  const parent = dirname(path);
  if (parent === '.') return;
  await makeParents(to, parent);
  try {
    await mkdir(join(to.home, parent), { mode: 0o700 });
    if (to.uid !== null) await chown(join(to.home, parent), to.uid, to.uid);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || !(await isDirectory(to.home, parent)))
      throw error;
  }
}

/** Paths, relative to the home, of the files of a scope below a directory; links are passed over. */
async function* filesBelow(home: string, directory: string, scope: StateScope): AsyncIterable<string> {
  if (!(await isDirectory(home, directory))) return;
  for await (const entry of await opendir(join(home, directory))) {
    const path = `${directory}/${entry.name}`;
    if (!isInScope(path, scope)) continue;
    if (entry.isDirectory()) yield* filesBelow(home, path, scope);
    else if (entry.isFile()) yield path;
  }
}

/** Whether there is a directory that no link on the way leads to. */
async function isDirectory(home: string, path: string): Promise<boolean> {
  for (let at = path; at !== '.'; at = dirname(at)) {
    const found = await lstat(join(home, at)).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null;
      throw error;
    });
    if (!found?.isDirectory()) return false;
  }
  return true;
}

function inMebibytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}
