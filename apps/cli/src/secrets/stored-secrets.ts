import { createDataSource, pendingMigrations } from '@nora/domain';
import type { DataSource } from 'typeorm';
import { CliError, messageOf } from '../system/errors';
import { keysOfEnvironment, type StoreAccess } from './store-access';

/** The database with stored secrets, open, and the keys that open them. */
export interface StoredSecrets extends Omit<StoreAccess, 'databaseUrl'> {
  dataSource: DataSource;
  /** Aborted by Ctrl-C and SIGTERM. */
  signal: AbortSignal;
}

/**
 * Runs an act on what the environment names with DATABASE_URL and the keys, as in the containers of Compose and
 * Kubernetes, or else on the instance of a data directory, whether it runs or not.
 * @throws CliError in one line
 */
export async function withStoredSecrets<T>(
  data: string | undefined,
  environment: NodeJS.ProcessEnv,
  act: (secrets: StoredSecrets) => Promise<T>,
): Promise<T> {
  const interrupted = new AbortController();
  const interrupt = (): void => interrupted.abort();
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  const use = (access: StoreAccess): Promise<T> => withDatabase(access, interrupted.signal, act);
  try {
    const databaseUrl = environment['DATABASE_URL'];
    const hasKeys = environment['ENCRYPTION_KEY'] || environment['ENCRYPTION_KEY_FILE'];
    if (data === undefined && databaseUrl && hasKeys) {
      return await use({ databaseUrl, ...keysOfEnvironment(environment), inUse: true });
    }
    // Only now: a container has neither an instance nor what one is made of.
    const { withInstanceStore } = await import('./instance-store');
    const { resolveDataDirectory } = await import('../instance/data-directory');
    return await withInstanceStore(resolveDataDirectory(data), environment, interrupted.signal, use);
  } finally {
    process.removeListener('SIGINT', interrupt).removeListener('SIGTERM', interrupt);
  }
}

async function withDatabase<T>(
  { databaseUrl, ...access }: StoreAccess,
  signal: AbortSignal,
  act: (secrets: StoredSecrets) => Promise<T>,
): Promise<T> {
  const dataSource = createDataSource(databaseUrl, { poolSize: 8 });
  try {
    await dataSource.initialize();
  } catch (error) {
    throw new CliError(`PostgreSQL does not answer: ${messageOf(error)}`, 1, { cause: error });
  }
  try {
    if ((await pendingMigrations(dataSource)).length > 0) {
      throw new CliError(
        'the database is of an older release: start this one first, which brings it up to date',
      );
    }
    return await act({ ...access, dataSource, signal });
  } finally {
    await dataSource.destroy();
  }
}
