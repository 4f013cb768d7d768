import {
  DatabaseSettings,
  DeploymentWorkerSettings,
  RedisSettings,
  RuntimeSettings,
  SecretSettings,
} from '@nora/config';
import { SealedValues } from '@nora/crypto';
import { Transactions, dataSourceOptions } from '@nora/domain';
import type { Logger } from '@nora/observability';
import { DeploymentsProducer, EventSignal, createProducerRedis, createRedis } from '@nora/queues';
import { Module, type DynamicModule, type FactoryProvider, type ValueProvider } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import type { Redis } from 'ioredis';
import { DataSource } from 'typeorm';
import { DeploymentClaims } from './deployments/deployment-claims';
import {
  DeploymentContextFactory,
  RUNTIME_BACKENDS,
  type RuntimeBackends,
} from './deployments/deployment-context';
import { DeploymentExecutor } from './deployments/deployment-executor';
import { DeploymentSteps } from './deployments/deployment-steps';
import { DeploymentSweep } from './deployments/deployment-sweep';
import { DeploymentsConsumer } from './deployments/deployments.consumer';
import { RuntimeProbe } from './deployments/runtime-probe';
import { Reconciler } from './reconciliation/reconciler';
import { RedisConnections } from './redis-connections';
import { LOGGER, PRODUCER_REDIS, WORKER_REDIS } from './tokens';

/** What the composition root hands to the module. */
export interface ProvisionerOptions {
  database: DatabaseSettings;
  redis: RedisSettings;
  secrets: SecretSettings;
  runtime: RuntimeSettings;
  worker: DeploymentWorkerSettings;
  logger: Logger;
  backends: RuntimeBackends;
}

/** The provisioner worker: deployments and reconciliation. */
@Module({})
export class ProvisionerModule {
  static register(options: ProvisionerOptions): DynamicModule {
    const { database, redis, secrets, runtime, worker, logger, backends } = options;
    const onRedisError = (error: Error) => logger.warn({ error }, 'Redis');
    const values: ValueProvider[] = [
      { provide: RuntimeSettings, useValue: runtime },
      { provide: DeploymentWorkerSettings, useValue: worker },
      { provide: LOGGER, useValue: logger },
      { provide: RUNTIME_BACKENDS, useValue: backends },
      { provide: SealedValues, useValue: new SealedValues(secrets.encryptionKey) },
    ];
    const factories: FactoryProvider[] = [
      { provide: WORKER_REDIS, useFactory: () => createRedis(redis.url, onRedisError) },
      { provide: PRODUCER_REDIS, useFactory: () => createProducerRedis(redis.url, onRedisError) },
      {
        provide: DeploymentsProducer,
        useFactory: (connection: Redis) => new DeploymentsProducer(connection),
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
        DeploymentClaims,
        DeploymentContextFactory,
        DeploymentExecutor,
        DeploymentSteps,
        DeploymentSweep,
        DeploymentsConsumer,
        Reconciler,
        RedisConnections,
        RuntimeProbe,
      ],
    };
  }
}
