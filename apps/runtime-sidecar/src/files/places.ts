import type { FileRoot } from '@nora/runtime-contract';
import { splitFilePath } from '@nora/runtime-contract';
import { refusal } from '../http-error';
import { Directory } from './directory';

/** Permissions of directories that are made. */
const DIRECTORY_MODE = 0o755;

/** Something below a root, as it was asked for. */
export interface Place {
  root: FileRoot;
  /** Of the directories above it and of itself; none for the root. */
  names: string[];
}

/** Reads what is asked for, and finds it on the disk without ever leaving its root. */
export class Places {
  constructor(
    private readonly home: string,
    private readonly roots: readonly FileRoot[],
  ) {}

  /** @throws HttpError `not_found` for an unknown root, `path_refused` for what is no path */
  parse(root: unknown, path: unknown): Place {
    const found = this.roots.find(({ id }) => id === root);
    if (!found) throw refusal('not_found', 'There is no such root.');
    const names = typeof path === 'string' ? splitFilePath(path) : null;
    if (!names) throw refusal('path_refused', 'The path may lead out of its root.');
    return { root: found, names };
  }

  /**
   * The same for something to be changed.
   * @throws HttpError `path_read_only` in a root that is only looked at, `path_refused` for a root itself
   */
  parseWritable(root: unknown, path: unknown): Place {
    const place = this.parse(root, path);
    if (!place.root.writable) throw refusal('path_read_only', 'This root can only be looked at.');
    if (place.names.length === 0) throw refusal('path_refused', 'The root itself stays as it is.');
    return place;
  }

  /** Does something with a directory below a root. @throws HttpError and errors of the system */
  inDirectory<T>({ root, names }: Place, work: (directory: Directory) => Promise<T>): Promise<T> {
    return this.inside(root, names, (directory, name) => directory.enter(name), work);
  }

  /** The same, having made the directories that are missing. */
  inMadeDirectory<T>({ root, names }: Place, work: (directory: Directory) => Promise<T>): Promise<T> {
    const make = (directory: Directory, name: string) => directory.enterOrMake(name, DIRECTORY_MODE);
    return this.inside(root, names, make, work);
  }

  /** Does something with a name in its directory. */
  at<T>({ root, names }: Place, work: (parent: Directory, name: string) => Promise<T>): Promise<T> {
    const name = names.at(-1);
    if (name === undefined) throw refusal('validation_failed', 'The root is no file.', 'not_a_file');
    return this.inDirectory({ root, names: names.slice(0, -1) }, (parent) => work(parent, name));
  }

  /** Does something with a directory of Nora's own beside the roots, for the runtime's user alone. */
  inOwn<T>(names: readonly string[], work: (directory: Directory) => Promise<T>): Promise<T> {
    const make = (directory: Directory, name: string) => directory.enterOrMake(name, 0o700);
    return this.walk(names, make, work);
  }

  private inside<T>(
    root: FileRoot,
    names: readonly string[],
    step: Step,
    work: (directory: Directory) => Promise<T>,
  ): Promise<T> {
    // A root that can be written is made when the runtime has not done so yet.
    const toRoot: Step = root.writable
      ? (directory, name) => directory.enterOrMake(name, DIRECTORY_MODE)
      : (directory, name) => directory.enter(name);
    return this.walk(root.place.split('/'), toRoot, async (top) => {
      const within = await top.whereabouts();
      return descend(top, names, step, async (directory) => {
        // Somebody may have moved a directory out of the root while it was walked through.
        const now = await directory.whereabouts();
        if (now !== within && !now.startsWith(`${within}/`)) {
          throw refusal('conflict', 'The folder was moved away meanwhile.');
        }
        return work(directory);
      });
    });
  }

  private async walk<T>(
    names: readonly string[],
    step: Step,
    work: (directory: Directory) => Promise<T>,
  ): Promise<T> {
    const home = await Directory.home(this.home);
    try {
      return await descend(home, names, step, work);
    } finally {
      await home.close();
    }
  }
}

type Step = (directory: Directory, name: string) => Promise<Directory>;

/** Steps down name by name; holds one directory at a time. */
async function descend<T>(
  from: Directory,
  names: readonly string[],
  step: Step,
  work: (directory: Directory) => Promise<T>,
): Promise<T> {
  let current = from;
  try {
    for (const name of names) {
      const next = await step(current, name);
      if (current !== from) await current.close();
      current = next;
    }
    return await work(current);
  } finally {
    if (current !== from) await current.close();
  }
}
