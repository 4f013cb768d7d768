import type { Redis } from 'ioredis';

/** The Redis connection that only listens to channels. */
export class SubscriberRedis {
  constructor(readonly connection: Redis) {}
}
