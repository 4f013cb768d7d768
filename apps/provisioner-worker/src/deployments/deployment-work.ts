import { DeploymentWorkerSettings } from '@nora/config';
import type { Logger } from '@nora/observability';
import { WorkConsumer, WorkSweep, type WorkProducer } from '@nora/queues';
import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { DEPLOYMENTS_PRODUCER, LOGGER, WORKER_REDIS } from '../tokens';
import { DeploymentClaims, type Claim } from './deployment-claims';
import { DeploymentsSource } from './deployments.source';

/** Takes deployments off their queue, and finds those that wait without a job. */
@Injectable()
export class DeploymentWork implements BeforeApplicationShutdown {
  private readonly consumer: WorkConsumer<'deployments', Claim>;
  private readonly sweep: WorkSweep;

  constructor(
    source: DeploymentsSource,
    claims: DeploymentClaims,
    settings: DeploymentWorkerSettings,
    @Inject(DEPLOYMENTS_PRODUCER) producer: WorkProducer<'deployments'>,
    @Inject(WORKER_REDIS) redis: Redis,
    @Inject(LOGGER) logger: Logger,
  ) {
    const { concurrency, leaseSeconds, drainSeconds, sweepSeconds } = settings;
    this.consumer = new WorkConsumer(producer, source, redis, {
      ...{ concurrency, leaseSeconds, drainSeconds, logger },
    });
    this.sweep = new WorkSweep(claims.rows, producer, { everySeconds: sweepSeconds, logger });
  }

  /** Resolves once the queue is being read. */
  async start(): Promise<void> {
    await this.consumer.start();
    this.sweep.start();
  }

  isRunning(): boolean {
    return this.consumer.isRunning();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all([this.consumer.drain(), this.sweep.stop()]);
  }
}
