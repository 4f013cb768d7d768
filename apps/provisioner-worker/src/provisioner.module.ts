import {
  DatabaseSettings,
  DeploymentWorkerSettings,
  EncryptionSettings,
  MetricsSettings,
  RELEASE,
  RedisSettings,
  RuntimeSettings,
  ScheduleSettings,
} from '@nora/config';
import { SealedValues } from '@nora/crypto';
import { Presence, RunClaims, Transactions, dataSourceOptions } from '@nora/domain';
import { EngineMetrics, observeKeyFile, type Logger, type Metrics } from '@nora/observability';
import { EventSignal, WorkProducer, createProducerRedis, createRedis } from '@nora/queues';
import { Module, type DynamicModule, type FactoryProvider, type ValueProvider } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import type { Redis } from 'ioredis';
import { DataSource } from 'typeorm';
import { AgentSecretsReader } from './deployments/agent-secrets';
import { DeploymentClaims } from './deployments/deployment-claims';
import {
  DeploymentContextFactory,
  RUNTIME_BACKENDS,
  type RuntimeBackends,
} from './deployments/deployment-context';
import { DeploymentExecutor } from './deployments/deployment-executor';
import { DeploymentSettlement } from './deployments/deployment-settlement';
import { DeploymentSteps } from './deployments/deployment-steps';
import { FirstQuestion } from './deployments/first-question';
import { ModelSilence } from './deployments/model-silence';
import { DeploymentWork } from './deployments/deployment-work';
import { DeploymentsSource } from './deployments/deployments.source';
import { RuntimeProbe } from './deployments/runtime-probe';
import { DiskCounts } from './metrics/disk-counts';
import { MetricSampler } from './metrics/metric-sampler';
import { MetricsLease } from './metrics/metrics-lease';
import { BackendWatch } from './reconciliation/backend-watch';
import { CrashEvidence } from './reconciliation/crash-evidence';
import { Healing } from './reconciliation/healing';
import { Orphans } from './reconciliation/orphans';
import { ReconciledAgents } from './reconciliation/reconciled-agents';
import { Reconciler } from './reconciliation/reconciler';
import { ReconcilerLease } from './reconciliation/reconciler-lease';
import { RedisConnections } from './redis-connections';
import { LifecycleRuns } from './schedules/lifecycle-runs';
import { PromptRuns } from './schedules/prompt-runs';
import { PromptTurn } from './schedules/prompt-turn';
import { RunExecutors } from './schedules/run-executors';
import { ScheduleWork } from './schedules/schedule-work';
import { EndingWorkspaces } from './workspaces/ending-workspaces';
import { DEPLOYMENTS_PRODUCER, LOGGER, PRODUCER_REDIS, WORKER_REDIS } from './tokens';

/** What the composition root hands to the module. */
export interface ProvisionerOptions {
  database: DatabaseSettings;
  redis: RedisSettings;
  encryption: EncryptionSettings;
  runtime: RuntimeSettings;
  worker: DeploymentWorkerSettings;
  metering: MetricsSettings;
  schedules: ScheduleSettings;
  logger: Logger;
  metrics: Metrics;
  backends: RuntimeBackends;
}

/** The provisioner worker: deployments, reconciliation, schedules, and the end of workspaces whose agents it has removed. */
@Module({})
export class ProvisionerModule {
  static register(options: ProvisionerOptions): DynamicModule {
    const { database, redis, encryption, runtime, worker, metering, schedules, logger, metrics, backends } =
      options;
    const onRedisError = (error: Error) => logger.warn({ error }, 'Redis');
    const values: ValueProvider[] = [
      { provide: RuntimeSettings, useValue: runtime },
      { provide: DeploymentWorkerSettings, useValue: worker },
      { provide: MetricsSettings, useValue: metering },
      { provide: ScheduleSettings, useValue: schedules },
      { provide: LOGGER, useValue: logger },
      { provide: EngineMetrics, useValue: new EngineMetrics(metrics) },
      { provide: RUNTIME_BACKENDS, useValue: backends },
      { provide: SealedValues, useValue: new SealedValues(encryption.keyRing(observeKeyFile(logger))) },
    ];
    const factories: FactoryProvider[] = [
      { provide: WORKER_REDIS, useFactory: () => createRedis(redis.url, onRedisError) },
      { provide: PRODUCER_REDIS, useFactory: () => createProducerRedis(redis.url, onRedisError) },
      {
        provide: DEPLOYMENTS_PRODUCER,
        useFactory: (connection: Redis) => new WorkProducer('deployments', connection),
        inject: [PRODUCER_REDIS],
      },
      {
        provide: Transactions,
        useFactory: (dataSource: DataSource, connection: Redis) => {
          const signal = new EventSignal(connection);
          return new Transactions(dataSource, () => signal.send());
        },
        inject: [DataSource, PRODUCER_REDIS],
      },
      {
        provide: Presence,
        useFactory: (dataSource: DataSource) =>
          new Presence(
            dataSource,
            {
              service: 'provisioner-worker',
              version: RELEASE.version,
              facts: { targets: [...backends.keys()] },
            },
            (error) => logger.warn({ error }, 'PostgreSQL could not be told of this process'),
          ),
        inject: [DataSource],
      },
      {
        provide: RunClaims,
        useFactory: (transactions: Transactions) => new RunClaims(transactions, worker.leaseSeconds),
        inject: [Transactions],
      },
    ];
    return {
      module: ProvisionerModule,
      imports: [
        TypeOrmModule.forRoot({
          ...dataSourceOptions(database.url, { poolSize: database.poolSize }),
          retryAttempts: 3,
        }),
      ],
      providers: [
        ...values,
        ...factories,
        AgentSecretsReader,
        BackendWatch,
        CrashEvidence,
        DeploymentClaims,
        DeploymentContextFactory,
        DeploymentExecutor,
        DeploymentSettlement,
        DeploymentSteps,
        DeploymentWork,
        DeploymentsSource,
        DiskCounts,
        EndingWorkspaces,
        FirstQuestion,
        Healing,
        LifecycleRuns,
        MetricSampler,
        MetricsLease,
        ModelSilence,
        Orphans,
        PromptRuns,
        PromptTurn,
        ReconciledAgents,
        Reconciler,
        ReconcilerLease,
        RedisConnections,
        RunExecutors,
        RuntimeProbe,
        ScheduleWork,
      ],
    };
  }
}
