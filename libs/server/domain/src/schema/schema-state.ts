import type { DataSource } from 'typeorm';

/** How the schema of a database compares with this release. Names are those of migrations, oldest first. */
export interface SchemaState {
  /** Applied, and known to this release. */
  applied: string[];
  /** Of this release, and not applied yet. */
  pending: string[];
  /** Applied, and not of this release: a newer one has migrated the database. */
  newer: string[];
}

/** Compares a database with the migrations of this release; changes nothing. */
export async function readSchemaState(dataSource: DataSource): Promise<SchemaState> {
  const [table] = await dataSource.query<{ present: boolean }[]>(
    `SELECT to_regclass('migrations') IS NOT NULL AS present`,
  );
  const rows = table?.present
    ? await dataSource.query<{ name: string }[]>('SELECT name FROM migrations ORDER BY timestamp, id')
    : [];
  const found = rows.map(({ name }) => name);
  const known = migrationNames(dataSource);
  return {
    applied: known.filter((name) => found.includes(name)),
    pending: known.filter((name) => !found.includes(name)),
    newer: found.filter((name) => !known.includes(name)),
  };
}

/** Names of the migrations of this release that a database does not have yet. */
export async function pendingMigrations(dataSource: DataSource): Promise<string[]> {
  return (await readSchemaState(dataSource)).pending;
}

/** In the order in which they are applied: that of the time in milliseconds at the end of each name. */
function migrationNames(dataSource: DataSource): string[] {
  const names = dataSource.migrations.map(({ name, constructor }) => name ?? constructor.name);
  const time = (name: string): number => Number(/\d{13}$/.exec(name)?.[0] ?? 0);
  return names.sort((one, other) => time(one) - time(other));
}
