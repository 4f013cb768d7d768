import {
  closeSync,
  constants,
  fchownSync,
  fstatSync,
  fsyncSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  type BigIntStats,
} from 'node:fs';
import { dirname } from 'node:path';
import { formatEncryptionKey, parseEncryptionKey, type EncryptionKey } from './encryption-key';

/** Keys, the current one first. */
export type Keys = readonly [EncryptionKey, ...EncryptionKey[]];

/** Some hundred keys; a file that is larger is something else. */
const MOST_BYTES = 65_536n;

/** What is wrong with a key file. The message completes "NAME …" and holds no key. */
export class KeyFileError extends Error {
  override readonly name = 'KeyFileError';
}

/** The keys of a file, and a stamp that differs once the file is another or was written again. */
export interface ReadKeyFile {
  keys: Keys;
  stamp: string;
}

/**
 * Reads a key file: one key per line in base64, the current one first; empty lines and lines that begin with `#`
 * are passed over.
 * @throws KeyFileError when it cannot be read, is open to others, or holds anything but keys
 */
export function readKeyFile(path: string): ReadKeyFile {
  return explained(() => {
    // Not blocked by a pipe that somebody put there.
    const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const stats = fstatSync(file, { bigint: true });
      if (!stats.isFile()) throw new KeyFileError('is not a file');
      if (stats.size > MOST_BYTES) throw new KeyFileError('is too large to be a key file');
      if (isKeyFileExposed(stats)) throw new KeyFileError('can be read by others: give it the mode 0600');
      return { keys: parseKeyFile(readFileSync(file, 'utf8')), stamp: stampOf(stats) };
    } finally {
      closeSync(file);
    }
  });
}

/** The stamp of a key file as it stands now. @throws KeyFileError when it is not there or cannot be reached */
export function stampOfKeyFile(path: string): string {
  return explained(() => stampOf(statSync(path, { bigint: true })));
}

/**
 * Whether others than its owner may touch a key file. The group may read a file of root: Kubernetes mounts secrets
 * so for a container that runs as another user (`fsGroup`), and cannot be asked for less.
 */
export function isKeyFileExposed({ mode, uid }: Pick<BigIntStats, 'mode' | 'uid'>): boolean {
  const allowed = uid === 0n ? 0o740n : 0o700n;
  return (mode & 0o777n & ~allowed) !== 0n;
}

/**
 * Replaces a key file as a whole: a reader sees the old or the new, and what was written survives a loss of power.
 * A file that is there keeps its owner, so that root can replace the file of another. One caller at a time.
 */
export function writeKeyFile(name: string, keys: Keys): void {
  const owner = statSync(name, { throwIfNoEntry: false });
  // What a link names is replaced, and not the link.
  const path = owner ? realpathSync(name) : name;
  // Always the same name: what a process left that was killed here is gone with the next attempt.
  const temporary = `${path}.new`;
  rmSync(temporary, { force: true });
  const file = openSync(temporary, 'wx', 0o600);
  try {
    if (owner && owner.uid !== process.getuid?.()) fchownSync(file, owner.uid, owner.gid);
    writeFileSync(file, describeKeys(keys));
    fsyncSync(file);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  } finally {
    closeSync(file);
  }
  const directory = openSync(dirname(path), 'r');
  try {
    fsyncSync(directory);
  } finally {
    closeSync(directory);
  }
}

function describeKeys(keys: Keys): string {
  const lines = keys.flatMap((key, index) => [
    `# ${key.id}${index === 0 ? ', which seals' : ', for reading only'}`,
    formatEncryptionKey(key),
  ]);
  return [
    '# Encryption keys, the current one first. Whoever has them reads every stored secret.',
    ...lines,
    '',
  ].join('\n');
}

function parseKeyFile(text: string): Keys {
  const keys = new Map<string, EncryptionKey>();
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const content = line.trim();
    if (content === '' || content.startsWith('#')) continue;
    try {
      const key = parseEncryptionKey(content);
      keys.set(key.id, key);
    } catch (error) {
      throw new KeyFileError(`is not valid: line ${index + 1} ${messageOf(error)}`);
    }
  }
  const [current, ...others] = keys.values();
  if (current === undefined) throw new KeyFileError('holds no key');
  return [current, ...others];
}

function stampOf({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): string {
  return [dev, ino, size, mtimeNs, ctimeNs].join('-');
}

function explained<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof KeyFileError) throw error;
    const code =
      typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'unknown';
    throw new KeyFileError(`cannot be read (${code})`, { cause: error });
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
