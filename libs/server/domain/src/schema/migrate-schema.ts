import { MigrationExecutor, type DataSource, type QueryRunner } from 'typeorm';
import { readSchemaState, type SchemaState } from './schema-state';

/** Any constant will do; every process that migrates Nora's schema takes the same lock. */
const LOCK_ID = 7_066_148_297;

/** Told while migrations run. */
export interface MigrationReport {
  /** Another process migrates this database; it is waited for. */
  waiting?(): void;
  /** One more migration is applied and committed. */
  applied?(name: string, milliseconds: number): void;
}

/** Of the state of a database, seen while nobody else migrates it, the migrations to apply. */
export type MigrationChoice = (state: SchemaState) => readonly string[];

/**
 * Applies migrations, each in a transaction of its own; of several processes that start at once one does it and the
 * others wait. One that fails leaves those before it applied.
 * @param choose picks among the pending ones; whatever it throws ends the run before anything was changed
 * @returns names of those that this call has applied
 * @throws QueryFailedError of a migration, also when a lock it needs is held by others for too long
 */
export async function migrateSchema(
  dataSource: DataSource,
  choose: MigrationChoice = ({ pending }) => pending,
  report: MigrationReport = {},
): Promise<string[]> {
  const lock = dataSource.createQueryRunner();
  try {
    await lock.query('SET statement_timeout = 0');
    await takeLock(lock, report);
    const chosen = choose(await readSchemaState(dataSource));
    if (chosen.length > 0) await applyEach(dataSource, chosen, report);
    return [...chosen];
  } finally {
    // A connection that broke has given its lock up by itself.
    await lock.query('SELECT pg_advisory_unlock_all()').catch(() => undefined);
    await lock.release();
  }
}

async function takeLock(lock: QueryRunner, report: MigrationReport): Promise<void> {
  const sql = 'SELECT pg_try_advisory_lock($1) AS taken';
  const [row] = await lock.manager.query<{ taken: boolean }[]>(sql, [LOCK_ID]);
  if (row?.taken) return;
  report.waiting?.();
  await lock.query('SELECT pg_advisory_lock($1)', [LOCK_ID]);
}

async function applyEach(
  dataSource: DataSource,
  names: readonly string[],
  report: MigrationReport,
): Promise<void> {
  const runner = dataSource.createQueryRunner();
  try {
    await runner.query('SET statement_timeout = 0');
    // Whoever waits for a table lets everybody else wait behind it: rather fail, and be run again.
    await runner.query(`SET lock_timeout = '15s'`);
    const executor = new MigrationExecutor(dataSource, runner);
    for (const migration of await executor.getPendingMigrations()) {
      if (!names.includes(migration.name)) continue;
      const started = performance.now();
      const isolated = migration.instance?.transaction ?? true;
      await (isolated
        ? inTransaction(runner, () => executor.executeMigration(migration))
        : executor.executeMigration(migration));
      report.applied?.(migration.name, Math.round(performance.now() - started));
    }
  } finally {
    await runner.query('RESET statement_timeout; RESET lock_timeout').catch(() => undefined);
    await runner.release();
  }
}

async function inTransaction(runner: QueryRunner, act: () => Promise<unknown>): Promise<void> {
  await runner.startTransaction();
  try {
    await act();
    await runner.commitTransaction();
  } catch (error) {
    await runner.rollbackTransaction().catch(() => undefined);
    throw error;
  }
}
