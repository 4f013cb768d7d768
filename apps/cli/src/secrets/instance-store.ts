import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { DataDirectory } from '../instance/data-directory';
import { ensureEncryptionKeys, keysOfFile } from '../instance/encryption-keys';
import { endLeftovers } from '../instance/leftovers';
import { InstanceLock, lockHolder } from '../instance/lock';
import { readSecrets } from '../instance/secrets';
import { readState, type InstanceState } from '../instance/state';
import { storeUrls } from '../instance/store-urls';
import { encryptionKeyFile } from '../services/environment';
import { createPostgres, postgresUrl } from '../services/postgres';
import { CliError } from '../system/errors';
import { findFreePort } from '../system/ports';
import type { ProcessRecord } from '../system/processes';
import { RotatingLog } from '../system/rotating-log';
import { keysOfEnvironment, type StoreAccess } from './store-access';

type Use<T> = (access: StoreAccess) => Promise<T>;

/**
 * Runs an act on the store of an instance. One that does not run is locked meanwhile, and its PostgreSQL is started.
 * @throws CliError when there is none, or it is just being started or stopped
 */
export async function withInstanceStore<T>(
  directory: DataDirectory,
  environment: NodeJS.ProcessEnv,
  signal: AbortSignal,
  use: Use<T>,
): Promise<T> {
  if (!existsSync(directory.secrets)) {
    throw new CliError(`there is no instance in ${directory.path} yet: ./nora up makes one`);
  }
  const holder = lockHolder(directory.lock);
  if (holder !== null) return use(runningStore(directory, environment, holder));
  directory.prepare();
  const lock = InstanceLock.acquire(directory.lock);
  if (!(lock instanceof InstanceLock)) return use(runningStore(directory, environment, lock));
  try {
    await endLeftovers(directory);
    return await withStoppedStore(directory, environment, signal, use);
  } finally {
    lock.release();
  }
}

function runningStore(
  directory: DataDirectory,
  environment: NodeJS.ProcessEnv,
  holder: ProcessRecord,
): StoreAccess {
  const state = readState(directory.state);
  if (state?.supervisor.start !== holder.start || state.state !== 'running') {
    throw new CliError(`process ${holder.pid} is at work on ${directory.path}: try again when it is done`);
  }
  const { encryptionKeyFile: keyFile } = state;
  if (keyFile === undefined) {
    throw new CliError(
      'the instance was started by an older release: start it again with ./nora down and ./nora up',
    );
  }
  const databaseUrl = runningDatabase(directory, environment, state);
  return { databaseUrl, keyFile, keys: keysOf(keyFile, environment), inUse: true };
}

function runningDatabase(
  directory: DataDirectory,
  environment: NodeJS.ProcessEnv,
  { services }: InstanceState,
): string {
  if (services.some(({ name }) => name === 'postgres')) {
    const own = storeUrls(directory, {}).database;
    if (own !== null) return own;
  }
  const url = environment['DATABASE_URL'];
  if (url) return url;
  throw new CliError('the instance was started with a DATABASE_URL: set it here too');
}

async function withStoppedStore<T>(
  directory: DataDirectory,
  environment: NodeJS.ProcessEnv,
  signal: AbortSignal,
  use: Use<T>,
): Promise<T> {
  const keyFile = encryptionKeyFile({ inherited: environment, encryptionKeys: directory.encryptionKeys });
  if (keyFile === directory.encryptionKeys) ensureEncryptionKeys(directory);
  const access = { keyFile, keys: keysOf(keyFile, environment) };
  const databaseUrl = environment['DATABASE_URL'];
  // Who else is on a database of the operator's own is not known here.
  if (databaseUrl) return use({ ...access, databaseUrl, inUse: true });
  return withOwnPostgres(directory, signal, (url) => use({ ...access, databaseUrl: url, inUse: false }));
}

async function withOwnPostgres<T>(
  directory: DataDirectory,
  signal: AbortSignal,
  use: (url: string) => Promise<T>,
): Promise<T> {
  const password = readSecrets(directory.secrets)?.postgresPassword;
  if (!password || !existsSync(join(directory.postgres, 'data'))) {
    throw new CliError(`there is no database in ${directory.path} yet: ./nora up makes one`);
  }
  // Not the port it usually has: that may be in use by now.
  const options = { directory: directory.postgres, port: await findFreePort(), password };
  const log = new RotatingLog(directory.logFile('postgres'));
  try {
    const context = { log, changed: () => undefined, say: (line: string) => console.error(line) };
    const service = await createPostgres(options, context);
    try {
      await service.start(signal);
      return await use(postgresUrl(options));
    } finally {
      await service.stop(new AbortController().signal);
    }
  } finally {
    log.close();
  }
}

function keysOf(keyFile: string | null, environment: NodeJS.ProcessEnv): StoreAccess['keys'] {
  if (keyFile !== null) return keysOfFile(keyFile);
  if (environment['ENCRYPTION_KEY']) return keysOfEnvironment(environment).keys;
  throw new CliError('the instance was started with an ENCRYPTION_KEY: set it here too');
}
