import { migrateSchema, readSchemaState, type MigrationChoice, type SchemaState } from '@nora/domain';
import type { DataSource } from 'typeorm';
import { CliError, messageOf } from '../system/errors';
import { EXIT_NEWER, EXIT_PENDING } from './exit-codes';

/** What a run has done, and how the schema is after it. */
export interface MigrateOutcome {
  /** Migrations that this run has applied. */
  migrated: string[];
  schema: SchemaState;
}

/**
 * Applies what `choose` picks.
 * @param say is told in lines, while it goes on
 * @throws CliError in one line
 */
export async function runMigrations(
  dataSource: DataSource,
  choose: MigrationChoice,
  say: (line: string) => void,
): Promise<MigrateOutcome> {
  const { pending } = await readSchemaState(dataSource);
  if (pending.length > 0) say(`${countOf(pending)} pending: ${pending.join(', ')}`);
  try {
    const migrated = await migrateSchema(dataSource, choose, {
      waiting: () => say('Another process migrates this database; waiting until it is done…'),
      applied: (name, milliseconds) => say(`Applied ${name} (${(milliseconds / 1_000).toFixed(1)} s)`),
    });
    return { migrated, schema: await readSchemaState(dataSource) };
  } catch (error) {
    if (error instanceof CliError) throw error;
    throw new CliError(
      `a migration failed and was rolled back; those before it stay, and another run goes on from there: ${messageOf(error)}`,
      1,
      { cause: error },
    );
  }
}

/** How the schema stands; nothing is changed. */
export async function lookAtSchema(dataSource: DataSource): Promise<MigrateOutcome> {
  return { migrated: [], schema: await readSchemaState(dataSource) };
}

/** How a schema stands, for people. */
export function describeSchema({ applied, pending, newer }: SchemaState): string[] {
  if (newer.length > 0) {
    const lines = newer.map((name) => `  ${name}`);
    return ['A newer release has migrated this database. This one does not know:', ...lines];
  }
  if (pending.length === 0) return [`The schema is up to date: ${countOf(applied)}.`];
  return [`${countOf(pending)} pending:`, ...pending.map((name) => `  ${name}`)];
}

/** Exit code of a check. */
export function codeOfSchema({ pending, newer }: SchemaState): number {
  if (newer.length > 0) return EXIT_NEWER;
  return pending.length > 0 ? EXIT_PENDING : 0;
}

function countOf(names: readonly string[]): string {
  return names.length === 1 ? '1 migration' : `${names.length} migrations`;
}
