import { boolean, integer, url } from '../parsers';
import { Setting } from '../setting';

/** PostgreSQL. */
export class DatabaseSettings {
  @Setting({
    env: 'DATABASE_URL',
    description: 'PostgreSQL 15 or newer, e.g. postgres://nora:…@127.0.0.1:5432/nora.',
    parse: url('postgres', 'postgresql'),
    secret: true,
  })
  readonly url: string;

  @Setting({
    env: 'DATABASE_POOL_SIZE',
    description: 'Most connections one process keeps open.',
    parse: integer(1, 200),
    default: 10,
  })
  readonly poolSize: number;

  @Setting({
    env: 'NORA_AUTO_MIGRATE',
    description: 'Whether the API applies pending migrations when it starts (the embedded default does).',
    parse: boolean,
    default: false,
  })
  readonly autoMigrate: boolean;
}

/** Redis. */
export class RedisSettings {
  @Setting({
    env: 'REDIS_URL',
    description: 'Redis 7 or newer with maxmemory-policy noeviction, e.g. redis://:…@127.0.0.1:6379.',
    parse: url('redis', 'rediss'),
    secret: true,
  })
  readonly url: string;
}
