import type { DataSource } from 'typeorm';

/** Names of the migrations of this release that a database does not have yet. */
export async function pendingMigrations(dataSource: DataSource): Promise<string[]> {
  const applied = await appliedMigrations(dataSource);
  return namesOf(dataSource).filter((name) => !applied.has(name));
}

/** Names of the migrations that a database has and this release does not know: a newer one was there. */
export async function unknownMigrations(dataSource: DataSource): Promise<string[]> {
  const known = new Set(namesOf(dataSource));
  return [...(await appliedMigrations(dataSource))].filter((name) => !known.has(name));
}

const namesOf = (dataSource: DataSource): string[] =>
  dataSource.migrations.map(({ name, constructor }) => name ?? constructor.name);

async function appliedMigrations(dataSource: DataSource): Promise<Set<string>> {
  const [table] = await dataSource.query<{ present: boolean }[]>(
    `SELECT to_regclass('migrations') IS NOT NULL AS present`,
  );
  const rows = table?.present
    ? await dataSource.query<{ name: string }[]>('SELECT name FROM migrations')
    : [];
  return new Set(rows.map(({ name }) => name));
}
