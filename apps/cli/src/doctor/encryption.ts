import { existsSync } from 'node:fs';
import { createDataSource, pendingMigrations } from '@nora/domain';
import type { DataDirectory } from '../instance/data-directory';
import { keysOfFile, readEncryptionKeys } from '../instance/encryption-keys';
import { lockHolder } from '../instance/lock';
import { readState } from '../instance/state';
import { readSecretsStatus, type KeyReport } from '../secrets/status';
import { keysOfEnvironment, type StoreAccess } from '../secrets/store-access';
import { encryptionKeyFile } from '../services/environment';
import { messageOf } from '../system/errors';
import { fail, ok, warn } from './check';
import type { CheckResult } from './check';
import { withinPatience } from './stores';

const NAME = 'encryption keys';

type KnownKeys = Pick<StoreAccess, 'keys' | 'keyFile'>;

/** Whether the keys of stored secrets are there and to themselves, and whether any secret lies under another one. */
export async function checkEncryptionKeys(
  directory: DataDirectory,
  environment: NodeJS.ProcessEnv,
  databaseUrl: string | null,
): Promise<CheckResult> {
  let known: KnownKeys | CheckResult;
  try {
    known = knownKeys(directory, environment);
  } catch (error) {
    return fail(NAME, messageOf(error), 'give the file the mode 0600, or restore it from a backup');
  }
  if ('status' in known) return known;
  const stored = databaseUrl === null ? null : await storedKeys(databaseUrl, known);
  return stored === null ? ok(NAME, describe(known)) : judge(stored, known);
}

function knownKeys(directory: DataDirectory, environment: NodeJS.ProcessEnv): KnownKeys | CheckResult {
  const running = lockHolder(directory.lock) === null ? null : readState(directory.state);
  const source = { inherited: environment, encryptionKeys: directory.encryptionKeys };
  const keyFile =
    running?.encryptionKeyFile === undefined ? encryptionKeyFile(source) : running.encryptionKeyFile;
  if (keyFile === null) {
    return environment['ENCRYPTION_KEY']
      ? keysOfEnvironment(environment)
      : ok(NAME, 'they were in the environment when it was started');
  }
  if (keyFile !== directory.encryptionKeys || existsSync(keyFile))
    return { keyFile, keys: keysOfFile(keyFile) };
  const keys = readEncryptionKeys(directory);
  return keys ? { keyFile, keys } : warn(NAME, 'there are none yet', 'run ./nora up, which makes one');
}

/** Null when the database cannot tell; another check says why. */
async function storedKeys(databaseUrl: string, known: KnownKeys): Promise<KeyReport[] | null> {
  const dataSource = createDataSource(databaseUrl, { poolSize: 1 });
  try {
    await withinPatience(dataSource.initialize());
    if ((await pendingMigrations(dataSource)).length > 0) return null;
    return (await readSecretsStatus({ ...known, dataSource })).keys;
  } catch {
    return null;
  } finally {
    if (dataSource.isInitialized) await dataSource.destroy();
  }
}

function judge(stored: KeyReport[], known: KnownKeys): CheckResult {
  const where = known.keyFile ?? 'ENCRYPTION_KEYS_OLD';
  const missing = stored.filter(({ use }) => use === 'missing');
  if (missing.length > 0) {
    const found = missing.map(({ id, values }) => `${values} under ${id ?? 'no key at all'}`).join(', ');
    return fail(NAME, `stored secrets that cannot be opened: ${found}`, `add the missing key to ${where}`);
  }
  const older = stored.filter(({ use }) => use === 'opens');
  const left = older.reduce((sum, { values }) => sum + values, 0);
  if (left > 0) {
    const command = known.keyFile === null ? 'reseal' : 'rotate';
    return warn(
      NAME,
      `${left} stored secrets lie under old keys`,
      `run ./nora secrets ${command}, which finishes the rotation`,
    );
  }
  if (older.length > 0) {
    const ids = older.map(({ id }) => id).join(', ');
    return warn(NAME, `nothing lies under ${ids} any more`, `take it out of ${where}`);
  }
  const values = stored.reduce((sum, key) => sum + key.values, 0);
  return ok(NAME, `${describe(known)}; all ${values} stored secrets lie under it`);
}

function describe({ keys, keyFile }: KnownKeys): string {
  const { id } = keys[0];
  return keyFile === null
    ? `key ${id} comes from the environment`
    : `key ${id} is there, and readable by its owner only`;
}
