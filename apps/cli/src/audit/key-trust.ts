import { EncryptionSettings, readSettings } from '@nora/config';
import { SealedValues } from '@nora/crypto';
import { AuditSigningKeys, fingerprintOf, type AuditSigningKey } from '@nora/domain';
import type { DataSource } from 'typeorm';
import type { DataDirectory } from '../instance/data-directory';
import { readSecrets } from '../instance/secrets';

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
  const source = encryptionOf(directory, environment);
  if (!source) return null;
  const [settings] = readSettings<[EncryptionSettings]>(source, EncryptionSettings);
  const ignored = () => undefined;
  return new SealedValues(settings.keyRing({ broken: ignored, changed: ignored }));
}

/** A database that the environment names need not be the one of the directory. */
function encryptionOf(directory: DataDirectory, environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv | null {
  if (environment['ENCRYPTION_KEY'] || environment['ENCRYPTION_KEY_FILE']) return environment;
  if (environment['DATABASE_URL']) return null;
  const own = readSecrets(directory.secrets);
  return own && { ENCRYPTION_KEY: own.encryptionKey };
}

function hasFingerprint({ publicKey }: AuditSigningKey, fingerprint: string): boolean {
  try {
    return fingerprintOf(publicKey) === fingerprint;
  } catch {
    return false;
  }
}
