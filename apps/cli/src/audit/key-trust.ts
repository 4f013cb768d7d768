import { FixedKeyRing, SealedValues, type Keys } from '@nora/crypto';
import { AuditSigningKeys, fingerprintOf, type AuditSigningKey } from '@nora/domain';
import type { DataSource } from 'typeorm';
import type { DataDirectory } from '../instance/data-directory';
import { readEncryptionKeys } from '../instance/encryption-keys';
import { keysOfEnvironment } from '../secrets/store-access';

/** Why the keys in a database are believed. */
export type KeyTrust = 'given' | 'encryption-key' | 'database';

/** Which keys of a database are believed. */
export interface TrustedKeys {
  trust: KeyTrust;
  isTrusted: (key: AuditSigningKey) => boolean;
}

/**
 * The key that was given, or those that the encryption key of the instance opens: whoever has only the database
 * cannot have made them. Without either, whatever the database holds.
 */
export function trustedKeys(
  dataSource: DataSource,
  publicKey: string | null,
  directory: DataDirectory,
  environment: NodeJS.ProcessEnv,
): TrustedKeys {
  if (publicKey !== null) {
    const given = fingerprintOf(publicKey);
    return { trust: 'given', isTrusted: (key) => hasFingerprint(key, given) };
  }
  const sealed = sealedValues(directory, environment);
  if (!sealed) return { trust: 'database', isTrusted: () => true };
  const keys = new AuditSigningKeys(dataSource, sealed);
  return { trust: 'encryption-key', isTrusted: (key) => keys.isGenuine(key) };
}

function sealedValues(directory: DataDirectory, environment: NodeJS.ProcessEnv): SealedValues | null {
  const keys = encryptionKeysOf(directory, environment);
  return keys && new SealedValues(new FixedKeyRing(...keys));
}

/** A database that the environment names need not be the one of the directory. */
function encryptionKeysOf(directory: DataDirectory, environment: NodeJS.ProcessEnv): Keys | null {
  if (environment['ENCRYPTION_KEY'] || environment['ENCRYPTION_KEY_FILE']) {
    return keysOfEnvironment(environment).keys;
  }
  return environment['DATABASE_URL'] ? null : readEncryptionKeys(directory);
}

function hasFingerprint({ publicKey }: AuditSigningKey, fingerprint: string): boolean {
  try {
    return fingerprintOf(publicKey) === fingerprint;
  } catch {
    return false;
  }
}
