import { rename } from 'node:fs/promises';
import type { FileType, TrashEntry } from '@nora/runtime-contract';
import { refusal } from '../http-error';
import type { Directory } from './directory';

const FILE = 'entry.json';
const LARGEST = 16_384;
const TYPES: readonly string[] = ['file', 'directory', 'symlink', 'other'] satisfies FileType[];

/** Notes down what an entry of the trash was. */
export async function writeTrashEntry(bin: Directory, entry: TrashEntry): Promise<void> {
  const draft = `${FILE}.draft`;
  const handle = await bin.createFile(draft, 0o600);
  try {
    await handle.writeFile(JSON.stringify(entry));
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(bin.place(draft), bin.place(FILE));
}

/**
 * Reads it back. The agent can write there: what is read is checked, and decides on nothing by itself.
 * @throws HttpError `not_found` when it cannot be read as one
 */
export async function readTrashEntry(bin: Directory): Promise<TrashEntry> {
  const { handle, stats } = await bin.openFile(FILE);
  try {
    if (stats.size > LARGEST) throw unreadable();
    const value = parse((await handle.readFile('utf8')).slice(0, LARGEST));
    const { id, root, path, type, sizeBytes, deletedAt, expiresAt } = value as Partial<TrashEntry>;
    const isText = [id, root, path, deletedAt, expiresAt].every((text) => typeof text === 'string');
    const isDated = [deletedAt, expiresAt].every((text) => !Number.isNaN(Date.parse(text ?? '')));
    const isSized = Number.isSafeInteger(sizeBytes) && Number(sizeBytes) >= 0;
    if (!isText || !isDated || !isSized || !TYPES.includes(String(type))) throw unreadable();
    return { id, root, path, type, sizeBytes, deletedAt, expiresAt } as TrashEntry;
  } finally {
    await handle.close();
  }
}

function parse(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // The same as for a value that is none.
  }
  throw unreadable();
}

function unreadable(): Error {
  return refusal('not_found', 'The trash does not know what this was.');
}
