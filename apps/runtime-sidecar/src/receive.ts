import { randomUUID } from 'node:crypto';
import { chmod, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, relative, resolve, sep } from 'node:path';
import { text } from 'node:stream/consumers';

/** A file below the home, as Nora sends it. */
export interface ReceivedFile {
  path: string;
  content: string;
  mode: number;
}

/** Reads files to write, as JSON from standard input: secrets must not be seen on a command line. */
export async function readFilesFromInput(): Promise<ReceivedFile[]> {
  return JSON.parse(await text(process.stdin)) as ReceivedFile[];
}

/**
 * Writes files below the home, each atomically; directories that are missing are made for the owner alone.
 * @throws Error when a path leaves the home
 */
export async function receiveFiles(home: string, files: ReceivedFile[]): Promise<void> {
  for (const { path, content, mode } of files) {
    const target = resolve(home, path);
    const inside = relative(home, target);
    if (inside === '' || inside === '..' || inside.startsWith(`..${sep}`) || resolve(inside) === inside) {
      throw new Error(`${path} is not below the home`);
    }
    await mkdir(dirname(target), { recursive: true, mode: 0o700 });
    const fresh = `${target}.${randomUUID()}`;
    try {
      await writeFile(fresh, content, { mode, flag: 'wx' });
      await chmod(fresh, mode);
      await rename(fresh, target);
    } catch (error) {
      await rm(fresh, { force: true });
      throw error;
    }
  }
}
