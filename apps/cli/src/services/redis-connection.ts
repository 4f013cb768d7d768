import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';

export interface RedisOptions {
  directory: string;
  port: number;
  password: string;
  installationId: string;
}

/** Address of a Redis of this instance's own. */
export function redisUrl({ port, password }: Pick<RedisOptions, 'port' | 'password'>): string {
  return `redis://:${encodeURIComponent(password)}@127.0.0.1:${port}`;
}

/** Settings of Redis: loopback, a password, nothing evicted (BullMQ demands it), nothing kept (PostgreSQL is the truth). */
export function redisConfiguration(options: {
  bind: string;
  port: number;
  password: string;
  directory: string;
}): string {
  return [
    `bind ${options.bind}`,
    `port ${options.port}`,
    `requirepass ${options.password}`,
    'maxmemory-policy noeviction',
    'save ""',
    'appendonly no',
    'daemonize no',
    `dir ${JSON.stringify(options.directory)}`,
    '',
  ].join('\n');
}

/** Waits until a Redis answers with this password. */
export async function untilRedisAnswers(
  options: Pick<RedisOptions, 'port' | 'password'>,
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    const redis = new Redis(redisUrl(options), { lazyConnect: true, retryStrategy: () => null });
    redis.on('error', () => undefined);
    try {
      await redis.connect();
      await redis.ping();
      return;
    } catch {
      await sleep(30, undefined, { signal });
    } finally {
      redis.disconnect();
    }
  }
}
