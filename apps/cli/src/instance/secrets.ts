import { randomBytes } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { CliError } from '../system/errors';
import { readJson, writePrivateFile } from '../system/files';

/** What an instance must keep to itself, and what names it. */
export interface InstanceSecrets {
  jwtSecret: string;
  apiKeyHashSecret: string;
  inviteSecret: string;
  claimToken: string;
  installationId: string;
  postgresPassword: string;
  redisPassword: string;
}

/** The file as releases wrote it; members that this one does not know are kept. */
export interface KeptSecrets extends InstanceSecrets {
  /** Where older releases kept the encryption key, which now has a file of its own. */
  encryptionKey?: string;
}

const GENERATORS: { [K in keyof InstanceSecrets]: () => string } = {
  jwtSecret: () => randomBytes(48).toString('base64url'),
  apiKeyHashSecret: () => randomBytes(48).toString('base64url'),
  inviteSecret: () => randomBytes(48).toString('base64url'),
  claimToken: () => randomBytes(24).toString('base64url'),
  installationId: () => `nora-${randomBytes(6).toString('hex')}`,
  postgresPassword: () => randomBytes(24).toString('base64url'),
  redisPassword: () => randomBytes(24).toString('base64url'),
};

const NAMES = Object.keys(GENERATORS) as (keyof InstanceSecrets)[];

/** The kept secrets; null when none were made yet. */
export function readSecrets(path: string): KeptSecrets | null {
  const kept = readJson<KeptSecrets>(path);
  if (kept === null && existsSync(path)) {
    throw new CliError(
      `${path} cannot be read: restore it from a backup, what it encrypted is lost without it`,
    );
  }
  return kept;
}

/** The kept secrets, with those generated that are not there yet; the file is readable by its owner only. */
export function ensureSecrets(path: string): InstanceSecrets {
  const kept: Partial<KeptSecrets> = readSecrets(path) ?? {};
  const entries = NAMES.map((name) => [name, kept[name] || GENERATORS[name]()] as const);
  const secrets = Object.fromEntries(entries) as unknown as InstanceSecrets;
  if (NAMES.some((name) => !kept[name]) || isExposed(path)) {
    writePrivateFile(path, `${JSON.stringify({ ...kept, ...secrets }, null, 2)}\n`);
  }
  return secrets;
}

/** Takes the encryption key out of the file, once it is somewhere else. */
export function forgetEncryptionKey(path: string): void {
  const { encryptionKey, ...rest } = readSecrets(path) ?? {};
  if (encryptionKey !== undefined) writePrivateFile(path, `${JSON.stringify(rest, null, 2)}\n`);
}

/** Whether anyone but the owner may touch a file. */
export function isExposed(path: string): boolean {
  return (statSync(path).mode & 0o077) !== 0;
}
