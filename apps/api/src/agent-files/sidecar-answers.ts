import { DomainError } from '@nora/contracts';
import { isFileName, splitFilePath, type FileEntry, type TrashEntry } from '@nora/runtime-contract';
import { isUuid } from '../core/uuid.pipe';
import { FILE_TYPES } from './dto/file-entry.dto';
import { ETAG } from './write-condition';

// The sidecar runs where the agent runs: its answers are read like those of a stranger.

const CURSOR = /^[A-Za-z0-9_-]{1,1000}$/;
const MODE = /^[0-7]{3,4}$/;
const MOST_ITEMS = 200;

/** A page as the sidecar gives it. */
export interface SidecarPage<T> {
  items: T[];
  nextCursor: string | null;
}

/** @throws DomainError `runtime_refused` when it is no entry */
export function parseEntry(value: unknown): FileEntry {
  const { name, path, type, sizeBytes, modifiedAt, mode, etag } = membersOf(value);
  return {
    name: textOf(name),
    path: textOf(path),
    type: requireThat(type, isFileType),
    sizeBytes: requireThat(sizeBytes, isSize),
    modifiedAt: requireThat(modifiedAt, isInstant),
    mode: requireThat(mode, (text): text is string => typeof text === 'string' && MODE.test(text)),
    etag: requireThat(etag, isEtagOrNull),
  };
}

/** @throws DomainError `runtime_refused` when it is no entry of the trash */
export function parseTrashEntry(value: unknown): TrashEntry {
  const { id, root, path, type, sizeBytes, deletedAt, expiresAt } = membersOf(value);
  return {
    id: requireThat(id, isUuid),
    root: textOf(root),
    path: textOf(path),
    type: requireThat(type, isFileType),
    sizeBytes: requireThat(sizeBytes, isSize),
    deletedAt: requireThat(deletedAt, isInstant),
    expiresAt: requireThat(expiresAt, isInstant),
  };
}

/** @throws DomainError `runtime_refused` when it is no page */
export function parsePage<T>(value: unknown, parseItem: (item: unknown) => T): SidecarPage<T> {
  const { items, nextCursor } = membersOf(value);
  if (!Array.isArray(items) || items.length > MOST_ITEMS) throw unreadable();
  const isCursor = (text: unknown): text is string | null =>
    text === null || (typeof text === 'string' && CURSOR.test(text));
  return { items: items.map(parseItem), nextCursor: requireThat(nextCursor, isCursor) };
}

/** Whether Nora can name it in a path; what an agent called otherwise can only be looked at in its directory. */
export function isNameable({ name, path }: FileEntry): boolean {
  return isFileName(name) && splitFilePath(path) !== null;
}

export function isEtag(value: unknown): value is string {
  return typeof value === 'string' && ETAG.test(value);
}

/** The refusal of an answer that is none. */
export function unreadable(): DomainError {
  return new DomainError('runtime_refused', 'The agent gave an answer about its files that is none.');
}

function membersOf(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null) throw unreadable();
  return value as Record<string, unknown>;
}

function requireThat<T>(value: unknown, is: (value: unknown) => value is T): T {
  if (is(value)) return value;
  throw unreadable();
}

/** Bounded, and without what JSON of this API must not hold. */
function textOf(value: unknown): string {
  if (typeof value !== 'string' || value.length > 4_096) throw unreadable();
  return value.replaceAll(/[\0\p{Surrogate}]/gu, '\uFFFD');
}

function isFileType(value: unknown): value is FileEntry['type'] {
  return FILE_TYPES.some((type) => type === value);
}

function isSize(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function isInstant(value: unknown): value is string {
  return typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value);
}

function isEtagOrNull(value: unknown): value is string | null {
  return value === null || isEtag(value);
}
