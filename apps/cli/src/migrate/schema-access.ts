import { setTimeout as sleep } from 'node:timers/promises';
import { createDataSource } from '@nora/domain';
import type { DataSource } from 'typeorm';
import { CliError, messageOf } from '../system/errors';

const RETRY_MS = 1_000;

/** Which database is meant, and how long it may take to answer. */
export interface SchemaTarget {
  /** Data directory of an instance. Without one DATABASE_URL decides, and then the usual directory. */
  data: string | undefined;
  /** Seconds in which PostgreSQL has to begin to answer. */
  waitSeconds: number;
}

/**
 * Runs an act on the database of DATABASE_URL, or of an instance, whether it runs or not.
 * @throws CliError when there is none, or it does not answer
 */
export async function withSchema<T>(
  { data, waitSeconds }: SchemaTarget,
  environment: NodeJS.ProcessEnv,
  act: (dataSource: DataSource) => Promise<T>,
): Promise<T> {
  const use = (url: string): Promise<T> => withDatabase(url, waitSeconds, act);
  const databaseUrl = environment['DATABASE_URL'];
  if (data === undefined && databaseUrl) return use(databaseUrl);
  // Only now: a container has neither an instance nor what one is made of.
  const { withInstanceStore } = await import('../secrets/instance-store');
  const { resolveDataDirectory } = await import('../instance/data-directory');
  // Ctrl-C ends this process; what PostgreSQL had not committed is rolled back.
  const { signal } = new AbortController();
  return withInstanceStore(resolveDataDirectory(data), environment, signal, (access) =>
    use(access.databaseUrl),
  );
}

async function withDatabase<T>(
  url: string,
  waitSeconds: number,
  act: (dataSource: DataSource) => Promise<T>,
): Promise<T> {
  const dataSource = await connect(url, performance.now() + waitSeconds * 1_000);
  try {
    return await act(dataSource);
  } finally {
    await dataSource.destroy();
  }
}

async function connect(url: string, deadline: number): Promise<DataSource> {
  for (;;) {
    try {
      return await createDataSource(url, { poolSize: 3 }).initialize();
    } catch (error) {
      if (performance.now() + RETRY_MS > deadline) {
        throw new CliError(`PostgreSQL does not answer: ${messageOf(error)}`, 1, { cause: error });
      }
      await sleep(RETRY_MS);
    }
  }
}
