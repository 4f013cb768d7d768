import { DeploymentsProducer } from '@nora/queues';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { PRODUCER_REDIS, WORKER_REDIS } from './tokens';

/** Closes the connections to Redis, after everything that uses them has ended. */
@Injectable()
export class RedisConnections implements OnApplicationShutdown {
  constructor(
    private readonly producer: DeploymentsProducer,
    @Inject(PRODUCER_REDIS) private readonly producing: Redis,
    @Inject(WORKER_REDIS) private readonly working: Redis,
  ) {}

  async onApplicationShutdown(): Promise<void> {
    await this.producer.close();
    this.producing.disconnect();
    this.working.disconnect();
  }
}
