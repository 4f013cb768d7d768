import { Client } from 'pg';

/** Set once by the global setup, inherited by every Jest worker: names the databases of this run. */
export const RUN_VARIABLE = 'NORA_TEST_RUN';

/** Address of the PostgreSQL for tests; its user must be allowed to create databases. */
export function serverUrl(): string {
  return required('DATABASE_URL');
}

/** Address of the Redis for tests. */
export function redisServerUrl(): string {
  return required('REDIS_URL');
}

function required(name: string): string {
  const value = process.env[name];
  if (!value)
    throw new Error(`${name} is not set: run ./nora test medium, which brings what these tests need`);
  return value;
}

/** The same server, another database. */
export function withDatabase(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.toString();
}

/** Prefix of every database of this run. */
export function runPrefix(): string {
  const run = process.env[RUN_VARIABLE];
  if (!run)
    throw new Error(`${RUN_VARIABLE} is not set: use jest.medium.config.cjs, whose global setup sets it`);
  return `nora_test_${run}`;
}

/** Runs an act with a connection to the server's own database. */
export async function withServer<T>(act: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: serverUrl(), connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    return await act(client);
  } finally {
    await client.end();
  }
}

/** Drops every database whose name begins with the run's prefix. */
export function dropDatabasesOfRun(): Promise<void> {
  return withServer(async (client) => {
    const { rows } = await client.query<{ datname: string }>(
      'SELECT datname FROM pg_database WHERE starts_with(datname, $1)',
      [runPrefix()],
    );
    for (const { datname } of rows) {
      await client.query(`DROP DATABASE IF EXISTS ${client.escapeIdentifier(datname)} WITH (FORCE)`);
    }
  });
}
