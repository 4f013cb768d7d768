import { Redis, type RedisOptions } from 'ioredis';

const SHARED: RedisOptions = {
  // A command waits for the reconnection instead of failing after some retries, as BullMQ requires.
  maxRetriesPerRequest: null,
  retryStrategy: (times) => Math.min(times * 100, 2_000),
};

/** Connection for queues and for subscriptions: waits while Redis is away. */
export function createRedis(url: string, onError: (error: Error) => void): Redis {
  return new Redis(url, SHARED).on('error', onError);
}

/** Connection for producers: fails at once while Redis is away, because PostgreSQL holds the intention. */
export function createProducerRedis(url: string, onError: (error: Error) => void): Redis {
  const options = { ...SHARED, enableOfflineQueue: false, maxRetriesPerRequest: 1 };
  return new Redis(url, options).on('error', onError);
}
