import { DatabaseSettings, RetentionSettings } from '@nora/config';
import { dataSourceOptions } from '@nora/domain';
import type { Logger } from '@nora/observability';
import { Module, type DynamicModule } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
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
        RetentionService,
      ],
    };
  }
}
