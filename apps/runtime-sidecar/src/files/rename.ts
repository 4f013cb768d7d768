import { constants } from 'node:fs';
import { chmod, open, rename, type FileHandle } from 'node:fs/promises';
import { errnoOf } from './fs-errors';

/** Linux: a descriptor that only names a file; needs no right to it. Node has no name for it. */
const O_PATH = 0o10000000;

/**
 * Renames, also a directory that its owner may not write: its `..` is an entry in it, which changes. Such directories
 * are common (package caches keep themselves so). The rights it had are given back.
 */
export async function renameAny(from: string | Buffer, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if (errnoOf(error) !== 'EACCES') throw error;
    await renameClosed(from, to, error);
  }
}

async function renameClosed(from: string | Buffer, to: string, refused: unknown): Promise<void> {
  const handle = await nameDirectory(from);
  if (!handle) throw refused;
  try {
    const mode = (await handle.stat()).mode & 0o7777;
    await chmod(inProc(handle), mode | 0o700);
    await rename(from, to).finally(() => chmod(inProc(handle), mode));
  } finally {
    await handle.close();
  }
}

/** Gives the owner all rights to a directory. No link is followed. */
export async function openUp(path: string): Promise<void> {
  const handle = await nameDirectory(path);
  if (!handle) return;
  try {
    await chmod(inProc(handle), 0o700);
  } finally {
    await handle.close();
  }
}

/** Null for what is no directory. */
async function nameDirectory(path: string | Buffer): Promise<FileHandle | null> {
  try {
    return await open(path, O_PATH | constants.O_NOFOLLOW | constants.O_DIRECTORY);
  } catch (error) {
    if (errnoOf(error) === 'ENOTDIR' || errnoOf(error) === 'ELOOP') return null;
    throw error;
  }
}

function inProc({ fd }: FileHandle): string {
  return `/proc/self/fd/${fd}`;
}
