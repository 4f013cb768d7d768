import type { DataSource } from 'typeorm';

/** Names of the migrations of this release that a database does not have yet. */
export async function pendingMigrations(dataSource: DataSource): Promise<string[]> {
  const [table] = await dataSource.query<{ present: boolean }[]>(
    `SELECT to_regclass('migrations') IS NOT NULL AS present`,
  );
  const rows = table?.present
    ? await dataSource.query<{ name: string }[]>('SELECT name FROM migrations')
    : [];
  const applied = new Set(rows.map(({ name }) => name));
  const names = dataSource.migrations.map(({ name, constructor }) => name ?? constructor.name);
  return names.filter((name) => !applied.has(name));
}
