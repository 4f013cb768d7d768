import 'reflect-metadata';
import {
  DatabaseSettings,
  ProcessSettings,
  RetentionSettings,
  exitOnBootFailure,
  settingsFromEnvironment,
} from '@nora/config';
import { Metrics, NestLogger, createLogger, reportReady, startHealthServer } from '@nora/observability';
import { NestFactory } from '@nestjs/core';
import { DataSource } from 'typeorm';
import { BackupModule } from './backup.module';
import { RetentionService } from './retention/retention.service';

async function main(): Promise<void> {
  const [database, retention, process_] = settingsFromEnvironment<
    [DatabaseSettings, RetentionSettings, ProcessSettings]
  >(DatabaseSettings, RetentionSettings, ProcessSettings);
  const logger = createLogger('backup-worker', process_.logLevel);
  const app = await NestFactory.createApplicationContext(
    BackupModule.register({ database, retention, logger }),
    { logger: new NestLogger(logger) },
  );
  app.enableShutdownHooks();
  app.get(RetentionService).start();
  startHealthServer(
    process_.healthPort,
    () => app.get(DataSource).isInitialized,
    new Metrics('backup-worker'),
    process_.healthHost,
  );
  reportReady();
  logger.info('ready');
}

main().catch(exitOnBootFailure);
