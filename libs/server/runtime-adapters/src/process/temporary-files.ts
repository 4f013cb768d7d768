import { lstat, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** OpenClaw keeps its locks here whatever TMPDIR says. */
const SYSTEM_TEMPORARY = '/tmp';

/** What a user owns directly below a directory. */
export async function entriesOwnedBy(uid: number, directory = SYSTEM_TEMPORARY): Promise<string[]> {
  const owned: string[] = [];
  for (const name of await readdir(directory)) {
    const path = join(directory, name);
    // Others come and go there all the time: an entry that is gone is nobody's.
    const found = await lstat(path).catch(() => null);
    if (found?.uid === uid) owned.push(path);
  }
  return owned;
}

/** Removes what an agent's own user left in the system's temporary directory; links are not followed. */
export async function removeTemporaryFiles(uid: number, directory = SYSTEM_TEMPORARY): Promise<void> {
  for (const path of await entriesOwnedBy(uid, directory)) await rm(path, { recursive: true, force: true });
}
