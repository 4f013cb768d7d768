import { RELEASE } from '@nora/config';
import { KeyRing, SealedValues } from '@nora/crypto';
import { EventReader, Presence, Transactions, createDataSource } from '@nora/domain';
import { observeKeyFile, type Logger } from '@nora/observability';
import { OutboundHttp, OutboundStreams } from '@nora/outbound-http';
import { DeploymentsProducer, EventSignal, WorkQueues, createProducerRedis, createRedis } from '@nora/queues';
import type { RuntimeAccess } from '@nora/runtime-adapters';
import type { InjectionToken, Provider } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { FEATURE_SETTINGS, featureSettings, type ApiSettings } from './api-settings';
import { CommandRedis, SubscriberRedis } from './connections';
import { LOGGER } from './logger';
import { RuntimeAdapters } from './runtime-adapters';

/** Everything the features are built from, open, and the way to close it. */
export interface Resources {
  providers: Provider[];
  queues: WorkQueues;
  close(): Promise<void>;
}

const TOKENS: InjectionToken[] = [
  ...FEATURE_SETTINGS,
  ...[
    OutboundHttp,
    OutboundStreams,
    LOGGER,
    DataSource,
    Transactions,
    EventReader,
    KeyRing,
    SealedValues,
    Presence,
  ],
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
  const { database, redis, encryption, outbound } = settings;
  const keys = encryption.keyRing(observeKeyFile(logger));
  const dataSource = await createDataSource(database.url, { poolSize: database.poolSize }).initialize();
  const onError = (error: Error) => logger.warn({ error }, 'Redis does not answer');
  const commands = createProducerRedis(redis.url, onError);
  const subscriber = createRedis(redis.url, onError);
  const queues = new WorkQueues(commands);
  const signal = new EventSignal(commands);
  const streams = new OutboundStreams({ allowed: outbound.allowedCidrs });
  const facts = { listener: settings.modelGateway.listener };
  const presence = new Presence(dataSource, { service: 'api', version: RELEASE.version, facts }, (error) =>
    logger.warn({ error }, 'PostgreSQL could not be told of this process'),
  );
  const values = new Map<InjectionToken, unknown>([
    ...featureSettings(settings),
    [OutboundHttp, new OutboundHttp({ allowed: outbound.allowedCidrs })],
    [OutboundStreams, streams],
    [LOGGER, logger],
    [DataSource, dataSource],
    [Transactions, new Transactions(dataSource, () => signal.send())],
    [EventReader, new EventReader(dataSource)],
    [Presence, presence],
    [KeyRing, keys],
    [SealedValues, new SealedValues(keys)],
    [DeploymentsProducer, queues.producers.deployments],
    [WorkQueues, queues],
    [CommandRedis, new CommandRedis(commands)],
    [SubscriberRedis, new SubscriberRedis(subscriber)],
    [RuntimeAdapters, new RuntimeAdapters(adapters)],
  ]);
  const close = async () => {
    await streams.close();
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
