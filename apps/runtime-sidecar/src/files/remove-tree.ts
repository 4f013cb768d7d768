import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { chmod, open, readdir, rename, rmdir, unlink } from 'node:fs/promises';
import { Directory } from './directory';
import { errnoOf } from './fs-errors';

/** Linux: a descriptor that only names a file; needs no right to read it. Node has no name for it. */
const O_PATH = 0o10000000;

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
  await allowAll(top.place(own));
  const inner = await top.enter(own);
  try {
    for (const child of await namesIn(inner)) await takeOut(top, inner, child);
  } finally {
    await inner.close();
  }
  await rmdir(top.place(own));
}

async function takeOut(top: Directory, inner: Directory, name: Buffer): Promise<void> {
  await rename(within(inner, name), top.place(randomUUID())).catch((error: unknown) => {
    if (errnoOf(error) !== 'ENOENT') throw error;
  });
}

/** An agent may have taken the rights to a directory away from itself. */
async function allowAll(path: string): Promise<void> {
  const handle = await open(path, O_PATH | constants.O_NOFOLLOW | constants.O_DIRECTORY);
  try {
    await chmod(`/proc/self/fd/${handle.fd}`, 0o700);
  } finally {
    await handle.close();
  }
}

/** Names as bytes: not every name is text. */
function namesIn(directory: Directory): Promise<Buffer[]> {
  return readdir(directory.path, { encoding: 'buffer' });
}

function within(directory: Directory, name: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${directory.path}/`), name]);
}
