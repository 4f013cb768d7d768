import { link, rename, unlink } from 'node:fs/promises';
import { errnoOf } from './fs-errors';

/** Unlike a rename, a link never replaces what was made meanwhile. */
export async function moveFile(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    // Some file systems have no links, and some systems forbid them to files of others.
    if (!NO_LINKS.has(errnoOf(error) ?? '')) throw error;
    await rename(from, to);
    return;
  }
  await unlink(from);
}

const NO_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'EMLINK']);
