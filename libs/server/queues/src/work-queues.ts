import type { QueueDepth } from '@nora/observability';
import type { Redis } from 'ioredis';
import { DeadLetters } from './dead-letters';
import type { QueueName } from './queues';
import { DeploymentsProducer, WorkProducer } from './work-producer';

/** The producers of all queues, on one connection. */
export class WorkQueues {
  readonly producers: { readonly [N in QueueName]: WorkProducer<N> } & {
    readonly deployments: DeploymentsProducer;
  };

  /** @param connection fails at once while Redis is away; its own listener hears of errors */
  constructor(private readonly connection: Redis) {
    this.producers = {
      deployments: new DeploymentsProducer(connection),
      'clawhub-jobs': new WorkProducer('clawhub-jobs', connection),
      backups: new WorkProducer('backups', connection),
      'alert-deliveries': new WorkProducer('alert-deliveries', connection),
    };
  }

  /** What a queue holds, and what it keeps of failures. */
  deadLetters(name: QueueName): DeadLetters {
    return new DeadLetters(this.producers[name], this.connection);
  }

  /** Jobs of every queue by state. @throws when Redis does not answer */
  depths(): Promise<QueueDepth[]> {
    const producers: WorkProducer<QueueName>[] = Object.values(this.producers);
    return Promise.all(producers.map(async (one) => ({ queue: one.name, jobs: await one.depth() })));
  }

  async close(): Promise<void> {
    await Promise.all(Object.values(this.producers).map((producer) => producer.close()));
  }
}
