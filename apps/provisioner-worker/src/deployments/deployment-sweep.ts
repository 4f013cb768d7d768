import { Deployment } from '@nora/domain';
import { DeploymentWorkerSettings } from '@nora/config';
import { RecurringTask, type Logger } from '@nora/observability';
import { DeploymentsProducer } from '@nora/queues';
import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { LOGGER } from '../tokens';

const BATCH = 500;

/** Gives a live job to every deployment that waits without one: Redis lost it, or its worker fell silent. */
@Injectable()
export class DeploymentSweep implements BeforeApplicationShutdown {
  private readonly task: RecurringTask;

  constructor(
    private readonly dataSource: DataSource,
    private readonly producer: DeploymentsProducer,
    settings: DeploymentWorkerSettings,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    const onError = (error: unknown) => this.logger.warn({ error }, 'sweep failed; trying again');
    this.task = new RecurringTask(() => this.sweep(), settings.sweepSeconds * 1_000, onError);
  }

  start(): void {
    this.task.start();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.task.stop();
  }

  /** @returns how many deployments got a new job */
  async sweep(): Promise<number> {
    const rows = await this.dataSource
      .createQueryBuilder(Deployment, 'deployment')
      .select(['deployment.id', 'deployment.attempts', 'deployment.notBefore'])
      .where(`deployment.status = 'queued'`)
      .orWhere(`(deployment.status = 'running' AND deployment.leaseUntil < now())`)
      .orderBy('deployment.id')
      .limit(BATCH)
      .getMany();
    let added = 0;
    for (const row of rows) {
      if ((await this.producer.ensure(row)) === 'added') added += 1;
    }
    if (added > 0) this.logger.info({ added }, 'deployments without a live job were queued again');
    return added;
  }
}
