import { DomainError } from '@nora/contracts';
import { WorkQueues, isQueueName, type DeadLetters, type QueueName } from '@nora/queues';
import { Injectable } from '@nestjs/common';
import { CommandRedis } from '../../core/connections';

const PATIENCE_MS = 3_000;

/** The way to the queues while Redis answers. */
@Injectable()
export class QueueAccess {
  constructor(
    private readonly queues: WorkQueues,
    private readonly redis: CommandRedis,
  ) {}

  /** @throws DomainError `not_found` */
  named(queue: string): { name: QueueName; letters: DeadLetters } {
    if (!isQueueName(queue)) throw new DomainError('not_found', 'There is no such queue.');
    return { name: queue, letters: this.queues.deadLetters(queue) };
  }

  /** Asks Redis. @throws DomainError `service_unavailable` when it is away or does not answer in time */
  async ask<T>(question: () => Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const silence = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(unavailable()), PATIENCE_MS);
    });
    try {
      if (this.redis.connection.status !== 'ready') throw unavailable();
      return await Promise.race([question(), silence]);
    } catch (error) {
      if (this.redis.connection.status === 'ready') throw error;
      throw unavailable(error);
    } finally {
      clearTimeout(timer);
    }
  }
}

function unavailable(cause?: unknown): DomainError {
  const message =
    'Redis does not answer, so the queues cannot be looked at. No work is lost: try again in a moment.';
  return new DomainError('service_unavailable', message, {}, { cause });
}
