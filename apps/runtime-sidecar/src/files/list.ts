import { opendir } from 'node:fs/promises';
import type { FileEntry } from '@nora/runtime-contract';
import { refusal } from '../http-error';
import type { Directory } from './directory';
import { entryOf } from './entry';

/** A page of a list. */
export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

interface Found {
  rank: 0 | 1;
  name: string;
}

/** Lists are sorted as they are read, so that no directory is held in memory as a whole. */
const SLACK = 1_000;

/** A page of a directory: directories first, then by name. @throws HttpError for a cursor that is none */
export async function listDirectory(
  directory: Directory,
  above: readonly string[],
  limit: number,
  cursor: string | null,
): Promise<Page<FileEntry>> {
  const after = cursor === null ? null : parseCursor(cursor);
  let found: Found[] = [];
  for await (const entry of await opendir(directory.path)) {
    const one: Found = { rank: entry.isDirectory() ? 0 : 1, name: entry.name };
    if (after && compare(one, after) <= 0) continue;
    found.push(one);
    if (found.length > limit + SLACK) found = found.sort(compare).slice(0, limit + 1);
  }
  found.sort(compare);
  const page = found.slice(0, limit);
  const last = page.at(-1);
  const items: FileEntry[] = [];
  for (const { name } of page) {
    const stats = await directory.stat(name);
    // It is gone again, or its name is no text.
    if (stats) items.push(entryOf([...above, name], stats));
  }
  return { items, nextCursor: found.length > limit && last ? cursorOf(last) : null };
}

function compare(a: Found, b: Found): number {
  if (a.rank !== b.rank) return a.rank - b.rank;
  const [left, right] = [a.name.toLowerCase(), b.name.toLowerCase()];
  if (left !== right) return left < right ? -1 : 1;
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}

function cursorOf({ rank, name }: Found): string {
  return Buffer.from(`${rank}${name}`).toString('base64url');
}

function parseCursor(cursor: string): Found {
  const text = Buffer.from(cursor, 'base64url').toString('utf8');
  const [rank] = text;
  if (rank !== '0' && rank !== '1') throw refusal('validation_failed', 'Not a cursor.', 'invalid_cursor');
  return { rank: rank === '0' ? 0 : 1, name: text.slice(1) };
}
