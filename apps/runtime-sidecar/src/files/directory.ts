import { constants, type BigIntStats } from 'node:fs';
import { lstat, mkdir, open, readlink, type FileHandle } from 'node:fs/promises';
import { refusal } from '../http-error';
import { errnoOf } from './fs-errors';

const { O_CREAT, O_DIRECTORY, O_EXCL, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_WRONLY } = constants;

const HOW_DIRECTORIES_OPEN = O_RDONLY | O_DIRECTORY | O_NOFOLLOW;
// Opening a pipe must not wait for somebody at its other end.
const HOW_FILES_OPEN = O_RDONLY | O_NOFOLLOW | O_NONBLOCK;

/**
 * A directory that is held open. Names in it are looked up in the directory itself, through its descriptor in /proc:
 * whatever happens meanwhile to the path that led here, no other directory is met. That is `openat`, which Node lacks.
 */
export class Directory {
  private constructor(private readonly handle: FileHandle) {}

  /** Opens the home of the runtime, whose path is Nora's own. */
  static async home(path: string): Promise<Directory> {
    return new Directory(await open(path, O_RDONLY | O_DIRECTORY));
  }

  /** Its path for the system, valid while it is open. */
  get path(): string {
    return `/proc/self/fd/${this.handle.fd}`;
  }

  /** The path of one name in it. @throws Error for what is not one name */
  place(name: string): string {
    if (name === '' || name === '.' || name === '..' || name.includes('/') || name.includes('\0')) {
      throw new Error('not a name within a directory');
    }
    return `${this.path}/${name}`;
  }

  /** Opens a directory in it. @throws HttpError `path_refused` for a link, and errors of the system */
  async enter(name: string): Promise<Directory> {
    try {
      return new Directory(await open(this.place(name), HOW_DIRECTORIES_OPEN));
    } catch (error) {
      // Linux says so of a link, too.
      if (errnoOf(error) === 'ENOTDIR' && (await this.stat(name))?.isSymbolicLink()) throw linkRefused();
      throw error;
    }
  }

  /** The same, having made it when it was not there. */
  async enterOrMake(name: string, mode: number): Promise<Directory> {
    await mkdir(this.place(name), { mode }).catch((error: unknown) => {
      if (errnoOf(error) !== 'EEXIST') throw error;
    });
    return this.enter(name);
  }

  /**
   * Opens a regular file in it for reading.
   * @throws HttpError `path_refused` for a link, `validation_failed` for what is no file, and errors of the system
   */
  async openFile(name: string): Promise<{ handle: FileHandle; stats: BigIntStats }> {
    const handle = await open(this.place(name), HOW_FILES_OPEN);
    try {
      const stats = await handle.stat({ bigint: true });
      if (!stats.isFile()) throw refusal('validation_failed', 'This is not a file.', 'not_a_file');
      return { handle, stats };
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  /** Makes a file that was not there, for writing. */
  createFile(name: string, mode: number): Promise<FileHandle> {
    return open(this.place(name), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode);
  }

  /** What is under a name, a link being just that; null when nothing is. */
  async stat(name: string): Promise<BigIntStats | null> {
    try {
      return await lstat(this.place(name), { bigint: true });
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') return null;
      throw error;
    }
  }

  /** Where it is at this moment. */
  whereabouts(): Promise<string> {
    return readlink(this.path);
  }

  /** Makes sure that names in it survive a loss of power. */
  sync(): Promise<void> {
    return this.handle.sync();
  }

  close(): Promise<void> {
    return this.handle.close();
  }
}

export function linkRefused(): Error {
  return refusal('path_refused', 'Links are not followed.');
}
