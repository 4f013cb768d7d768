import { createDataSource } from '@nora/domain';
import type { Logger } from '@nora/observability';

/** Any constant will do; every process that migrates Nora's schema takes the same lock. */
const LOCK_ID = 7_066_148_297;

/** Applies pending migrations; of several processes that start at once one does it and the others wait. */
export async function migrate(databaseUrl: string, logger: Logger): Promise<void> {
  const dataSource = await createDataSource(databaseUrl, { poolSize: 2 }).initialize();
  const lock = dataSource.createQueryRunner();
  try {
    await lock.query('SET statement_timeout = 0');
    await lock.query('SELECT pg_advisory_lock($1)', [LOCK_ID]);
    const applied = await dataSource.runMigrations({ transaction: 'each' });
    if (applied.length > 0) logger.info({ migrations: applied.map(({ name }) => name) }, 'migrated');
  } finally {
    await lock.query('SELECT pg_advisory_unlock_all()');
    await lock.release();
    await dataSource.destroy();
  }
}
