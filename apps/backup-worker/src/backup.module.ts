import { DatabaseSettings, RELEASE, RetentionSettings } from '@nora/config';
import { Presence, dataSourceOptions } from '@nora/domain';
import type { Logger } from '@nora/observability';
import { Module, type DynamicModule } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { RetentionService } from './retention/retention.service';
import { LOGGER } from './tokens';

/** What the composition root hands to the module. */
export interface BackupOptions {
  database: DatabaseSettings;
  retention: RetentionSettings;
  logger: Logger;
}

/** The backup worker. Keeps what must be kept, and removes what need not be kept any longer. */
@Module({})
export class BackupModule {
  static register({ database, retention, logger }: BackupOptions): DynamicModule {
    return {
      module: BackupModule,
      imports: [
        TypeOrmModule.forRoot({
          ...dataSourceOptions(database.url, { poolSize: database.poolSize }),
          retryAttempts: 3,
        }),
      ],
      providers: [
        { provide: RetentionSettings, useValue: retention },
        { provide: LOGGER, useValue: logger },
        { provide: Presence, useFactory: presenceOf(retention, logger), inject: [DataSource] },
        RetentionService,
      ],
    };
  }
}

/** Its days are told to the API, which shows them to administrators beside those that they have set. */
function presenceOf(retention: RetentionSettings, logger: Logger): (dataSource: DataSource) => Presence {
  const facts = { retention: { ...retention } };
  const onFailure = (error: unknown) =>
    logger.warn({ error }, 'PostgreSQL could not be told of this process');
  return (dataSource) =>
    new Presence(dataSource, { service: 'backup-worker', version: RELEASE.version, facts }, onFailure);
}
