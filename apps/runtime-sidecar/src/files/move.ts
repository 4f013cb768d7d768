import { mkdir } from 'node:fs/promises';
import type { FileEntry } from '@nora/runtime-contract';
import { refusal } from '../http-error';
import type { Directory } from './directory';
import { entryOf } from './entry';
import { moveFile } from './move-file';
import type { Place, Places } from './places';
import { renameAny } from './rename';
import type { Trash } from './trash';
import type { Turns } from './turns';

/** Makes directories, and moves things within a root. */
export class Mover {
  constructor(
    private readonly places: Places,
    private readonly trash: Trash,
    private readonly turns: Turns,
  ) {}

  /** Makes a directory and those above it. @throws HttpError `path_exists`, and what places and the system refuse */
  makeDirectory({ root, names }: Place): Promise<FileEntry> {
    const name = names.at(-1) ?? '';
    return this.places.inMadeDirectory({ root, names: names.slice(0, -1) }, async (parent) => {
      await mkdir(parent.place(name), { mode: 0o755 });
      return this.entry(parent, name, names);
    });
  }

  /**
   * Moves or renames; what is in the way goes into the trash first, when that is wanted.
   * @throws HttpError `path_exists`, `validation_failed` for a directory into itself, and what places and the system
   * refuse
   */
  move(from: Place, to: Place, overwrite: boolean): Promise<FileEntry> {
    if (isWithin(to.names, from.names)) {
      throw refusal('validation_failed', 'A folder cannot be moved into itself.', 'into_itself');
    }
    if (isWithin(from.names, to.names)) throw exists();
    return this.turns.take(() =>
      this.places.at(from, (source, name) =>
        this.places.at(to, async (target, newName) => {
          const stats = await source.stat(name);
          if (!stats) throw refusal('not_found', 'There is no such file.');
          if (await target.stat(newName)) {
            if (!overwrite) throw exists();
            await this.trash.put(to);
          }
          const act = stats.isDirectory() ? moveDirectory : moveFile;
          await act(source.place(name), target.place(newName));
          await Promise.all([source.sync(), target.sync()]);
          return this.entry(target, newName, to.names);
        }),
      ),
    );
  }

  private async entry(parent: Directory, name: string, names: readonly string[]): Promise<FileEntry> {
    const stats = await parent.stat(name);
    if (!stats) throw refusal('conflict', 'It was taken away again.');
    return entryOf(names, stats);
  }
}

/** An empty directory that somebody makes in this very moment would be replaced, nothing else. */
const moveDirectory = renameAny;

function isWithin(names: readonly string[], above: readonly string[]): boolean {
  return names.length > above.length && above.every((name, index) => names[index] === name);
}

function exists(): Error {
  return refusal('path_exists', 'There is something of this name already.');
}
