import 'reflect-metadata';
import { join, resolve } from 'node:path';
import {
  DatabaseSettings,
  DeploymentWorkerSettings,
  EncryptionSettings,
  MetricsSettings,
  ProcessSettings,
  RedisSettings,
  RuntimeSettings,
  ScheduleSettings,
  exitOnBootFailure,
  settingsFromEnvironment,
} from '@nora/config';
import {
  AdapterMetrics,
  Metrics,
  NestLogger,
  createLogger,
  reportReady,
  startHealthServer,
} from '@nora/observability';
import { createBackends, protectedAddressesOf } from '@nora/runtime-adapters';
import { NestFactory } from '@nestjs/core';
import { DeploymentWork } from './deployments/deployment-work';
import { ProvisionerModule } from './provisioner.module';
import { MetricSampler } from './metrics/metric-sampler';
import { BackendWatch } from './reconciliation/backend-watch';
import { Reconciler } from './reconciliation/reconciler';
import { ScheduleWork } from './schedules/schedule-work';
import { EndingWorkspaces } from './workspaces/ending-workspaces';

async function main(): Promise<void> {
  const [database, redis, encryption, runtime, worker, metering, schedules, process_] =
    settingsFromEnvironment<
      [
        DatabaseSettings,
        RedisSettings,
        EncryptionSettings,
        RuntimeSettings,
        DeploymentWorkerSettings,
        MetricsSettings,
        ScheduleSettings,
        ProcessSettings,
      ]
    >(
      DatabaseSettings,
      RedisSettings,
      EncryptionSettings,
      RuntimeSettings,
      DeploymentWorkerSettings,
      MetricsSettings,
      ScheduleSettings,
      ProcessSettings,
    );
  const logger = createLogger('provisioner-worker', process_.logLevel);
  const checkout = resolve(__dirname, '../../..');
  const metrics = new Metrics('provisioner-worker');
  const calls = new AdapterMetrics(metrics);
  const made = await createBackends({
    settings: runtime,
    assets: {
      runtimeDir: join(checkout, 'docker/runtimes/openclaw'),
      sidecarFile: join(checkout, 'dist/apps/runtime-sidecar/main.js'),
    },
    protectedAddresses: protectedAddressesOf([database.url, redis.url]),
    warn: (message) => logger.warn(message),
  });
  const backends = new Map(
    [...made].map(([target, { access, provisioner }]) => [
      target,
      { access: calls.measured(access, target), provisioner: calls.measured(provisioner, target) },
    ]),
  );
  const app = await NestFactory.createApplicationContext(
    ProvisionerModule.register({
      database,
      redis,
      encryption,
      runtime,
      worker,
      metering,
      schedules,
      logger,
      metrics,
      backends,
    }),
    { logger: new NestLogger(logger) },
  );
  app.enableShutdownHooks();
  const work = app.get(DeploymentWork);
  await work.start();
  app.get(Reconciler).start();
  app.get(BackendWatch).start();
  app.get(EndingWorkspaces).start();
  app.get(MetricSampler).start();
  app.get(ScheduleWork).start();
  startHealthServer(process_.healthPort, () => work.isRunning(), metrics, process_.healthHost);
  reportReady();
  logger.info({ targets: [...backends.keys()] }, 'ready');
}

main().catch(exitOnBootFailure);
