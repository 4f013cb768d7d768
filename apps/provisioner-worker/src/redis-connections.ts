import type { WorkProducer } from '@nora/queues';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { DEPLOYMENTS_PRODUCER, PRODUCER_REDIS, WORKER_REDIS } from './tokens';

/** Closes the connections to Redis, after everything that uses them has ended. */
@Injectable()
export class RedisConnections implements OnApplicationShutdown {
  constructor(
    @Inject(DEPLOYMENTS_PRODUCER) private readonly producer: WorkProducer<'deployments'>,
    @Inject(PRODUCER_REDIS) private readonly producing: Redis,
    @Inject(WORKER_REDIS) private readonly working: Redis,
  ) {}

  async onApplicationShutdown(): Promise<void> {
    await this.producer.close();
    this.producing.disconnect();
    this.working.disconnect();
  }
}
