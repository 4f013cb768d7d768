import type { Redis } from 'ioredis';

/** The Redis connection for commands; fails at once while Redis is away. */
export class CommandRedis {
  constructor(readonly connection: Redis) {}
}

/** The Redis connection that only listens to channels. */
export class SubscriberRedis {
  constructor(readonly connection: Redis) {}
}
