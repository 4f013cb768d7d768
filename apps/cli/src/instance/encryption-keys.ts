import { existsSync } from 'node:fs';
import {
  KeyFileError,
  newEncryptionKey,
  parseEncryptionKey,
  readKeyFile,
  writeKeyFile,
  type EncryptionKey,
  type Keys,
} from '@nora/crypto';
import { CliError, messageOf } from '../system/errors';
import type { DataDirectory } from './data-directory';
import { forgetEncryptionKey, readSecrets } from './secrets';

/**
 * Makes sure that the keys of an instance are in their file: those that are there, the one that older releases kept
 * in `secrets.json`, or a new one for a new instance. No key that may have sealed something is ever lost here.
 * @returns the keys, the current one first
 * @throws CliError when the file cannot be used, or is missing
 */
export function ensureEncryptionKeys(directory: DataDirectory): Keys {
  const { encryptionKeys: path } = directory;
  const legacy = legacyKey(directory);
  const kept = existsSync(path) ? keysOfFile(path) : null;
  const keys = kept ?? firstKeys(directory, legacy);
  const all: Keys = legacy && !keys.some(({ id }) => id === legacy.id) ? [...keys, legacy] : keys;
  if (all !== kept) writeKeyFile(path, all);
  // Only now: until the file is on disk, the older place is the only one.
  if (legacy !== null) forgetEncryptionKey(directory.secrets);
  return all;
}

/**
 * The keys of an instance as they lie there, wherever they do.
 * @returns null when there are none yet
 * @throws CliError when the file cannot be used
 */
export function readEncryptionKeys(directory: DataDirectory): Keys | null {
  if (existsSync(directory.encryptionKeys)) return keysOfFile(directory.encryptionKeys);
  const legacy = legacyKey(directory);
  return legacy && [legacy];
}

/** The keys of a file. @throws CliError when it cannot be used */
export function keysOfFile(path: string): Keys {
  try {
    return readKeyFile(path).keys;
  } catch (error) {
    if (!(error instanceof KeyFileError)) throw error;
    throw new CliError(`${path} ${error.message}`, 1, { cause: error });
  }
}

function firstKeys(directory: DataDirectory, legacy: EncryptionKey | null): Keys {
  if (legacy !== null) return [legacy];
  if (!existsSync(directory.secrets)) return [newEncryptionKey()];
  throw new CliError(
    `${directory.encryptionKeys} is missing: restore it from a backup, what it encrypted is lost without it`,
  );
}

function legacyKey({ secrets }: DataDirectory): EncryptionKey | null {
  const text = readSecrets(secrets)?.encryptionKey;
  if (!text) return null;
  try {
    return parseEncryptionKey(text);
  } catch (error) {
    throw new CliError(`the encryption key in ${secrets} ${messageOf(error)}`, 1, { cause: error });
  }
}
