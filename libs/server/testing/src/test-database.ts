import { randomBytes } from 'node:crypto';
import { createDataSource } from '@nora/domain';
import type { DataSource } from 'typeorm';
import { runPrefix, serverUrl, withDatabase, withServer } from './run';

/** Serialises the making of the template among Jest's workers; any number that nothing else uses. */
const TEMPLATE_LOCK = 7_130_451;

/** A database of one suite's own, with the present schema and nothing in it. */
export interface TestDatabase {
  /** Address for programs and connections of the suite's own. */
  url: string;
  /** An open connection with every entity. */
  dataSource: DataSource;
  /** Closes the connection and drops the database. Call it in `afterAll`. */
  drop(): Promise<void>;
}

/** Clones the migrated template: some tens of milliseconds, whatever the number of migrations. */
export async function createTestDatabase(): Promise<TestDatabase> {
  return createDatabase(await ensureTemplate());
}

/** A database without any schema, for what brings one. */
export function createEmptyDatabase(): Promise<TestDatabase> {
  return createDatabase('template0');
}

async function createDatabase(template: string): Promise<TestDatabase> {
  const name = `${runPrefix()}_${randomBytes(5).toString('hex')}`;
  await withServer((client) => client.query(`CREATE DATABASE ${name} TEMPLATE ${template}`));
  const url = withDatabase(serverUrl(), name);
  const dataSource = await createDataSource(url).initialize();
  return {
    url,
    dataSource,
    async drop() {
      if (dataSource.isInitialized) await dataSource.destroy();
      await withServer((client) => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
    },
  };
}

function ensureTemplate(): Promise<string> {
  const template = `${runPrefix()}_template`;
  return withServer(async (client) => {
    await client.query('SELECT pg_advisory_lock($1)', [TEMPLATE_LOCK]);
    // A template is made under another name and renamed when whole: a suite that failed half-way leaves none.
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [template]);
    if (rowCount === 0) {
      const unfinished = `${template}_new`;
      await client.query(`DROP DATABASE IF EXISTS ${unfinished} WITH (FORCE)`);
      await client.query(`CREATE DATABASE ${unfinished} TEMPLATE template0`);
      await migrate(withDatabase(serverUrl(), unfinished));
      await client.query(`ALTER DATABASE ${unfinished} RENAME TO ${template}`);
    }
    return template;
  });
}

async function migrate(url: string): Promise<void> {
  const source = await createDataSource(url, { poolSize: 1 }).initialize();
  try {
    await source.runMigrations({ transaction: 'each' });
  } finally {
    await source.destroy();
  }
}
