import { randomUUID } from 'node:crypto';
import type { BigIntStats } from 'node:fs';
import { link, rename, unlink, type FileHandle } from 'node:fs/promises';
import type { FileEntry } from '@nora/runtime-contract';
import { refusal } from '../http-error';
import { type Directory, linkRefused } from './directory';
import { entryOf, etagOf } from './entry';
import { errnoOf } from './fs-errors';
import type { Place, Places } from './places';
import type { Turns } from './turns';

/** Where contents lie until they are whole: on the same file system as the roots, and never in them. */
export const DRAFTS = ['.nora', 'drafts'] as const;

const NEW_FILE_MODE = 0o644;

/** What a write replaces: the file with this ETag, or nothing. */
export type Condition = { etag: string } | 'absent';

/** A new content on its way. */
export interface Content {
  pieces: AsyncIterable<Buffer>;
  /** Bytes. */
  most: number;
  condition: Condition;
}

/** Writes files as a whole: whoever reads sees what was there before, or all that is new. */
export class Writer {
  constructor(
    private readonly places: Places,
    private readonly turns: Turns,
  ) {}

  /**
   * @throws HttpError `precondition_failed`, before anything is read and again before it is put in place;
   * `payload_too_large`, and what places and the system refuse
   */
  write(place: Place, content: Content): Promise<FileEntry> {
    return this.places.at(place, async (parent, name) => {
      await require(parent, name, content.condition);
      return this.places.inOwn(DRAFTS, async (drafts) => {
        const draft = randomUUID();
        const handle = await drafts.createFile(draft, 0o600);
        try {
          await fill(handle, content);
          const stats = await this.turns.take(() =>
            put({ drafts, draft, handle, parent, name }, content.condition),
          );
          return entryOf(place.names, stats);
        } finally {
          await handle.close();
          await unlink(drafts.place(draft)).catch(ignoreAbsent);
        }
      });
    });
  }
}

interface Draft {
  drafts: Directory;
  draft: string;
  handle: FileHandle;
  parent: Directory;
  name: string;
}

async function fill(handle: FileHandle, { pieces, most }: Content): Promise<void> {
  let size = 0;
  for await (const piece of pieces) {
    size += piece.length;
    if (size > most) throw refusal('payload_too_large', 'The file is larger than may be written.');
    await handle.writeFile(piece);
  }
  await handle.sync();
}

async function put(
  { drafts, draft, handle, parent, name }: Draft,
  condition: Condition,
): Promise<BigIntStats> {
  const replaced = await require(parent, name, condition);
  await handle.chmod(replaced ? Number(replaced.mode) & 0o777 : NEW_FILE_MODE);
  if (replaced) {
    await rename(drafts.place(draft), parent.place(name));
  } else {
    // Unlike a rename, a link never replaces what was made meanwhile.
    await link(drafts.place(draft), parent.place(name)).catch((error: unknown) => {
      throw errnoOf(error) === 'EEXIST' ? changed() : error;
    });
    await unlink(drafts.place(draft));
  }
  await parent.sync();
  return handle.stat({ bigint: true });
}

/** The file that is to be replaced; null for one that is to be made. @throws HttpError `precondition_failed` */
async function require(parent: Directory, name: string, condition: Condition): Promise<BigIntStats | null> {
  const stats = await parent.stat(name);
  if (condition === 'absent') {
    if (stats) throw changed();
    return null;
  }
  if (stats?.isSymbolicLink()) throw linkRefused();
  if (!stats?.isFile() || etagOf(stats) !== condition.etag) throw changed();
  return stats;
}

function changed(): Error {
  return refusal('precondition_failed', 'The file is not what it is said to be.');
}

function ignoreAbsent(error: unknown): void {
  if (errnoOf(error) !== 'ENOENT') throw error;
}
