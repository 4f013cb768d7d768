import type { RuntimeFamily } from './catalog';
import { RUNTIME_PATHS } from './contract';

/** A directory of a runtime that is shown as files. */
export interface FileRoot {
  id: string;
  /** For a person. */
  label: string;
  description: string;
  writable: boolean;
  /** Below the runtime's home; never told to anybody outside Nora. */
  place: string;
}

/**
 * What of a runtime's home may be seen, by family. Nothing else is reachable through the file routes: the rest holds
 * credentials, databases that must not be written beside their owner, and what Nora renders.
 */
export const FILE_ROOTS: Readonly<Record<RuntimeFamily, readonly FileRoot[]>> = {
  openclaw: [
    {
      id: 'workspace',
      label: 'Workspace',
      description: 'What the agent works on, with its instructions and its notes.',
      writable: true,
      place: RUNTIME_PATHS.workspace,
    },
    {
      id: 'skills',
      label: 'Skills',
      description: 'Skills installed in the agent.',
      writable: false,
      place: `${RUNTIME_PATHS.openclawState}/skills`,
    },
    {
      id: 'logs',
      label: 'Logs',
      description: 'Files that the gateway logs to.',
      writable: false,
      place: `${RUNTIME_PATHS.openclawState}/logs`,
    },
  ],
  hermes: [],
};

/** Where the sidecar serves files, and the version of how. */
export const FILES_ROUTE = '/files/v1';

/** Header of every answer below {@link FILES_ROUTE}: a sidecar without it is older than the route. */
export const FILES_HEADER = 'x-nora-files';

/** Largest file that is read as one piece and can be edited, in bytes. */
export const FILES_INLINE_LIMIT = 5 * 1024 * 1024;

/** Days after which the trash of an agent forgets a file. */
export const TRASH_DAYS = 7;

export type FileType = 'file' | 'directory' | 'symlink' | 'other';

/** One name in a directory, as the sidecar tells it. */
export interface FileEntry {
  name: string;
  /** Below the root, with slashes, without a leading one. */
  path: string;
  type: FileType;
  sizeBytes: number;
  /** ISO 8601. */
  modifiedAt: string;
  /** Permissions in octal, e.g. `644`. */
  mode: string;
  /** Changes whenever the content may have; null for what is no file. */
  etag: string | null;
}

/** Something that was deleted and can be had back. */
export interface TrashEntry {
  id: string;
  root: string;
  path: string;
  type: FileType;
  sizeBytes: number;
  deletedAt: string;
  expiresAt: string;
}

const LONGEST_NAME = 255;
const LONGEST_PATH = 2_000;
const DEEPEST = 64;

// Control characters, among them NUL, and the separator of another system.
const REFUSED = /[\p{Cc}\\]/u;
const SURROGATE = /\p{Surrogate}/u;

/** Whether a text is one name within a directory, and nothing more. */
export function isFileName(name: string): boolean {
  if (name === '' || name === '.' || name === '..' || name.includes('/')) return false;
  return !REFUSED.test(name) && !SURROGATE.test(name) && utf8Length(name) <= LONGEST_NAME;
}

/**
 * The names of a path below a root; none for the root itself.
 * @returns null for a path that could mean anything but a place below the root
 */
export function splitFilePath(path: string): string[] | null {
  if (path === '') return [];
  if (path.length > LONGEST_PATH) return null;
  const names = path.split('/');
  return names.length <= DEEPEST && names.every(isFileName) ? names : null;
}

function utf8Length(text: string): number {
  let length = 0;
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    length += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
  }
  return length;
}
