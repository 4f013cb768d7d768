import { randomUUID } from 'node:crypto';
import { readdir, rename, rmdir } from 'node:fs/promises';
import { TRASH_DAYS, type FileEntry, type TrashEntry } from '@nora/runtime-contract';
import { v7 as uuidv7 } from 'uuid';
import { refusal } from '../http-error';
import type { Directory } from './directory';
import { entryOf, typeOf } from './entry';
import type { Page } from './list';
import { moveFile } from './move-file';
import type { Place, Places } from './places';
import { emptyDirectory } from './remove-tree';
import { renameAny } from './rename';
import { readTrashEntry, writeTrashEntry } from './trash-entry';
import type { Turns } from './turns';
import { DRAFTS } from './write';

const TRASH = ['.nora', 'trash'] as const;
/** What is only still to be removed. */
const PURGED = ['.nora', 'purged'] as const;
/** The thing itself, in its entry's directory. */
const ITEM = 'item';
const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const KEPT_MS = TRASH_DAYS * 24 * 3_600_000;

/** What was deleted, beside the roots, until it is had back or its time is over. */
export class Trash {
  constructor(
    private readonly places: Places,
    private readonly turns: Turns,
  ) {}

  /** Deletes something, so that it can be had back. @throws HttpError and what places and the system refuse */
  delete(place: Place): Promise<TrashEntry> {
    return this.turns.take(() => this.put(place));
  }

  /** The same for those whose turn it is already. */
  put(place: Place): Promise<TrashEntry> {
    return this.places.at(place, (parent, name) =>
      this.places.inOwn(TRASH, async (trash) => {
        const stats = await parent.stat(name);
        if (!stats) throw refusal('not_found', 'There is no such file.');
        const now = Date.now();
        const entry: TrashEntry = {
          ...{ id: uuidv7({ msecs: now }), root: place.root.id, path: place.names.join('/') },
          ...{ type: typeOf(stats), sizeBytes: stats.isDirectory() ? 0 : Number(stats.size) },
          deletedAt: new Date(now).toISOString(),
          expiresAt: new Date(now + KEPT_MS).toISOString(),
        };
        const bin = await trash.enterOrMake(entry.id, 0o700);
        try {
          await writeTrashEntry(bin, entry);
          await renameAny(parent.place(name), bin.place(ITEM));
          await parent.sync();
        } catch (error) {
          await emptyDirectory(bin).then(() => rmdir(trash.place(entry.id)));
          throw error;
        } finally {
          await bin.close();
        }
        return entry;
      }),
    );
  }

  /** What was deleted last comes first. @param before an id that a page ended with */
  list(limit: number, before: string | null): Promise<Page<TrashEntry>> {
    if (before !== null && !ID.test(before)) {
      throw refusal('validation_failed', 'Not a cursor.', 'invalid_cursor');
    }
    return this.places.inOwn(TRASH, async (trash) => {
      // Ids tell their time, so their order is that of the deletions.
      const ids = (await idsIn(trash)).filter((id) => before === null || id < before);
      const page = ids.slice(0, limit);
      const entries = await Promise.all(page.map((id) => this.entryOf(trash, id)));
      const last = page.at(-1);
      return {
        items: entries.filter((entry) => entry !== null),
        nextCursor: ids.length > limit && last ? last : null,
      };
    });
  }

  /**
   * Puts something back where it was, with the directories above it.
   * @throws HttpError `path_exists`, `not_found`, and what places and the system refuse
   */
  restore(id: string): Promise<FileEntry> {
    return this.turns.take(() =>
      this.inBin(id, async (bin, trash) => {
        const { root, path } = await readTrashEntry(bin);
        // The entry lies where the agent can write: it is believed no more than a caller is.
        const place = this.places.parseWritable(root, path);
        const above = { root: place.root, names: place.names.slice(0, -1) };
        const entry = await this.places.inMadeDirectory(above, (parent) => putBack(bin, parent, place.names));
        await this.dispose(trash, id);
        return entry;
      }),
    );
  }

  /** Forgets something for good. @throws HttpError `not_found` */
  purge(id: string): Promise<void> {
    return this.inBin(id, (_, trash) => this.dispose(trash, id));
  }

  /** Removes what has been kept long enough, and what was left over by a sidecar that ended in the middle. */
  async sweep(now = Date.now()): Promise<void> {
    await this.places.inOwn(TRASH, async (trash) => {
      for (const id of await idsIn(trash)) {
        const entry = await this.entryOf(trash, id);
        const ended = entry ? Date.parse(entry.expiresAt) : bornAt(id) + KEPT_MS;
        if (ended <= now) await this.dispose(trash, id);
      }
    });
    await this.places.inOwn(PURGED, emptyDirectory);
  }

  /** Removes contents that never became whole; to be done before any is on its way. */
  clearDrafts(): Promise<void> {
    return this.places.inOwn(DRAFTS, emptyDirectory);
  }

  private inBin<T>(id: string, work: (bin: Directory, trash: Directory) => Promise<T>): Promise<T> {
    if (!ID.test(id)) throw refusal('not_found', 'There is no such thing in the trash.');
    return this.places.inOwn(TRASH, async (trash) => {
      const bin = await trash.enter(id);
      return work(bin, trash).finally(() => bin.close());
    });
  }

  /** What is renamed is gone for everybody; that it takes time to remove it is nobody's matter. */
  private async dispose(trash: Directory, id: string): Promise<void> {
    await this.places.inOwn(PURGED, async (purged) => {
      const own = randomUUID();
      await rename(trash.place(id), purged.place(own));
      const inner = await purged.enter(own);
      await emptyDirectory(inner).finally(() => inner.close());
      await rmdir(purged.place(own));
    });
  }

  /** Null for what has no readable entry, or nothing beside it. */
  private async entryOf(trash: Directory, id: string): Promise<TrashEntry | null> {
    try {
      const bin = await trash.enter(id);
      try {
        if (!(await bin.stat(ITEM))) return null;
        return { ...(await readTrashEntry(bin)), id };
      } finally {
        await bin.close();
      }
    } catch {
      return null;
    }
  }
}

async function putBack(bin: Directory, parent: Directory, names: readonly string[]): Promise<FileEntry> {
  const name = names.at(-1) ?? '';
  const stats = await bin.stat(ITEM);
  if (!stats) throw refusal('not_found', 'There is no such thing in the trash.');
  if (await parent.stat(name)) throw refusal('path_exists', 'There is something of this name already.');
  if (stats.isDirectory()) await renameAny(bin.place(ITEM), parent.place(name));
  else await moveFile(bin.place(ITEM), parent.place(name));
  await parent.sync();
  return entryOf(names, (await parent.stat(name)) ?? stats);
}

async function idsIn(trash: Directory): Promise<string[]> {
  const names = await readdir(trash.path);
  return names
    .filter((name) => ID.test(name))
    .sort()
    .reverse();
}

/** When the id was made: its first 48 bits are milliseconds. */
function bornAt(id: string): number {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}
