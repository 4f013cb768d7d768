import { createDataSource, migrateSchema } from '@nora/domain';
import type { Logger } from '@nora/observability';

/** Applies pending migrations; of several processes that start at once one does it and the others wait. */
export async function migrate(databaseUrl: string, logger: Logger): Promise<void> {
  const dataSource = await createDataSource(databaseUrl, { poolSize: 3 }).initialize();
  try {
    const migrations = await migrateSchema(dataSource);
    if (migrations.length > 0) logger.info({ migrations }, 'migrated');
  } finally {
    await dataSource.destroy();
  }
}
