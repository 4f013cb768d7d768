import { randomUUID } from 'node:crypto';
import { readdir, rename, rmdir, unlink } from 'node:fs/promises';
import type { Directory } from './directory';
import { errnoOf } from './fs-errors';
import { openUp, renameAny } from './rename';

/**
 * Empties a directory, whatever is in it and whoever changes it meanwhile. No link is followed. Directories are taken
 * to the top before their content is, so that no depth needs more than two of them open.
 */
export async function emptyDirectory(top: Directory): Promise<void> {
  for (let names = await namesIn(top); names.length > 0; names = await namesIn(top)) {
    for (const name of names) await remove(top, name);
  }
}

async function remove(top: Directory, name: Buffer): Promise<void> {
  try {
    await unlink(within(top, name));
    return;
  } catch (error) {
    const errno = errnoOf(error);
    if (errno === 'ENOENT') return;
    // Of a directory Linux says the first, POSIX the second.
    if (errno !== 'EISDIR' && errno !== 'EPERM') throw error;
  }
  // Under a name of Nora's own it can be opened as every other.
  const own = randomUUID();
  await rename(within(top, name), top.place(own));
  if (!(await top.stat(own))?.isDirectory()) return unlink(top.place(own));
  // An agent may have taken the rights to it away from itself.
  await openUp(top.place(own));
  const inner = await top.enter(own);
  try {
    for (const child of await namesIn(inner)) await takeOut(top, inner, child);
  } finally {
    await inner.close();
  }
  await rmdir(top.place(own));
}

async function takeOut(top: Directory, inner: Directory, name: Buffer): Promise<void> {
  await renameAny(within(inner, name), top.place(randomUUID())).catch((error: unknown) => {
    if (errnoOf(error) !== 'ENOENT') throw error;
  });
}

/** Names as bytes: not every name is text. */
function namesIn(directory: Directory): Promise<Buffer[]> {
  return readdir(directory.path, { encoding: 'buffer' });
}

function within(directory: Directory, name: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${directory.path}/`), name]);
}
