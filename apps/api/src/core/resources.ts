import {
  AuditSettings,
  DatabaseSettings,
  EncryptionSettings,
  FilesSettings,
  GatewaySettings,
  FirstAdminSettings,
  HttpSettings,
  MailSettings,
  MetricsSettings,
  OauthSettings,
  OutboundSettings,
  RateLimitSettings,
  RedisSettings,
  RuntimeSettings,
  SecretSettings,
  TerminalSettings,
} from '@nora/config';
import { KeyRing, SealedValues } from '@nora/crypto';
import { EventReader, Transactions, createDataSource } from '@nora/domain';
import { observeKeyFile, type Logger } from '@nora/observability';
import { OutboundHttp } from '@nora/outbound-http';
import { DeploymentsProducer, EventSignal, WorkQueues, createProducerRedis, createRedis } from '@nora/queues';
import type { RuntimeAccess } from '@nora/runtime-adapters';
import type { InjectionToken, Provider } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CommandRedis, SubscriberRedis } from './connections';
import { LOGGER } from './logger';
import { RuntimeAdapters } from './runtime-adapters';

/** Settings of the API by concern. */
export interface ApiSettings {
  database: DatabaseSettings;
  redis: RedisSettings;
  http: HttpSettings;
  secrets: SecretSettings;
  encryption: EncryptionSettings;
  firstAdmin: FirstAdminSettings;
  runtime: RuntimeSettings;
  limits: RateLimitSettings;
  mail: MailSettings;
  oauth: OauthSettings;
  outbound: OutboundSettings;
  audit: AuditSettings;
  files: FilesSettings;
  metering: MetricsSettings;
  terminals: TerminalSettings;
  gateway: GatewaySettings;
}

/** Everything the features are built from, open, and the way to close it. */
export interface Resources {
  providers: Provider[];
  queues: WorkQueues;
  close(): Promise<void>;
}

const TOKENS: InjectionToken[] = [
  ...[DatabaseSettings, RedisSettings, HttpSettings, SecretSettings, RuntimeSettings],
  ...[FirstAdminSettings, RateLimitSettings, MailSettings, OauthSettings, AuditSettings],
  ...[FilesSettings, GatewaySettings, MetricsSettings, TerminalSettings],
  ...[OutboundHttp, LOGGER, DataSource, Transactions, EventReader, KeyRing, SealedValues],
  ...[DeploymentsProducer, WorkQueues, CommandRedis, SubscriberRedis, RuntimeAdapters],
];

/** Names everything without opening anything: enough to look at the application, not to run it. */
export function closedResources(): Provider[] {
  return TOKENS.map((provide) => ({
    provide,
    useFactory: () => {
      throw new Error('this application is only being looked at');
    },
  }));
}

/**
 * Connects to PostgreSQL and Redis.
 * @throws when PostgreSQL does not answer; Redis is waited for in the background
 */
export async function openResources(
  settings: ApiSettings,
  adapters: Iterable<RuntimeAccess>,
  logger: Logger,
): Promise<Resources> {
  const { database, redis, http, secrets, encryption, runtime, limits, firstAdmin, mail, oauth, audit } =
    settings;
  const keys = encryption.keyRing(observeKeyFile(logger));
  const dataSource = await createDataSource(database.url, { poolSize: database.poolSize }).initialize();
  const onError = (error: Error) => logger.warn({ error }, 'Redis does not answer');
  const commands = createProducerRedis(redis.url, onError);
  const subscriber = createRedis(redis.url, onError);
  const queues = new WorkQueues(commands);
  const signal = new EventSignal(commands);
  const values = new Map<InjectionToken, unknown>([
    [DatabaseSettings, database],
    [RedisSettings, redis],
    [HttpSettings, http],
    [SecretSettings, secrets],
    [RuntimeSettings, runtime],
    [RateLimitSettings, limits],
    [FirstAdminSettings, firstAdmin],
    [MailSettings, mail],
    [OauthSettings, oauth],
    [AuditSettings, audit],
    [FilesSettings, settings.files],
    [MetricsSettings, settings.metering],
    [TerminalSettings, settings.terminals],
    [OutboundHttp, new OutboundHttp({ allowed: settings.outbound.allowedCidrs })],
    [GatewaySettings, settings.gateway],
    [LOGGER, logger],
    [DataSource, dataSource],
    [Transactions, new Transactions(dataSource, () => signal.send())],
    [EventReader, new EventReader(dataSource)],
    [KeyRing, keys],
    [SealedValues, new SealedValues(keys)],
    [DeploymentsProducer, queues.producers.deployments],
    [WorkQueues, queues],
    [CommandRedis, new CommandRedis(commands)],
    [SubscriberRedis, new SubscriberRedis(subscriber)],
    [RuntimeAdapters, new RuntimeAdapters(adapters)],
  ]);
  const close = async () => {
    await queues.close();
    commands.disconnect();
    subscriber.disconnect();
    await dataSource.destroy();
  };
  return {
    providers: TOKENS.map((provide) => ({ provide, useValue: values.get(provide) })),
    queues,
    close,
  };
}
