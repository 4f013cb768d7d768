import { createHash } from 'node:crypto';
import type { BigIntStats } from 'node:fs';
import type { FileEntry, FileType } from '@nora/runtime-contract';

/** The entry of a file or directory as it stands on the disk. */
export function entryOf(names: readonly string[], stats: BigIntStats): FileEntry {
  return {
    name: names.at(-1) ?? '',
    path: names.join('/'),
    type: typeOf(stats),
    sizeBytes: stats.isDirectory() ? 0 : Number(stats.size),
    modifiedAt: new Date(Number(stats.mtimeMs)).toISOString(),
    mode: (Number(stats.mode) & 0o777).toString(8).padStart(3, '0'),
    etag: stats.isFile() ? etagOf(stats) : null,
  };
}

/**
 * Changes with every write: a replaced file is another inode, and the time of the last change of an inode, unlike that
 * of its content, cannot be set back.
 */
export function etagOf({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): string {
  const state = [dev, ino, size, mtimeNs, ctimeNs].join(' ');
  return `"${createHash('sha256').update(state).digest('base64url').slice(0, 22)}"`;
}

export function typeOf(stats: BigIntStats): FileType {
  if (stats.isFile()) return 'file';
  if (stats.isDirectory()) return 'directory';
  return stats.isSymbolicLink() ? 'symlink' : 'other';
}
