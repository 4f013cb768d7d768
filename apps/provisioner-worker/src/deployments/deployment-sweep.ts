import { Deployment } from '@nora/domain';
import { DeploymentWorkerSettings } from '@nora/config';
import type { Logger } from '@nora/observability';
import { DeploymentsProducer } from '@nora/queues';
import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { LOGGER } from '../tokens';

const BATCH = 500;

/** Gives a live job to every deployment that waits without one: Redis lost it, or its worker fell silent. */
@Injectable()
export class DeploymentSweep implements BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private sweeping: Promise<void> = Promise.resolve();

  constructor(
    private readonly dataSource: DataSource,
    private readonly producer: DeploymentsProducer,
    private readonly settings: DeploymentWorkerSettings,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  start(): void {
    this.schedule(0);
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    await this.sweeping;
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

  private schedule(delayMs: number): void {
    this.timer = setTimeout(() => {
      this.sweeping = this.sweep()
        .then(() => undefined)
        .catch((error: unknown) => this.logger.warn({ error }, 'sweep failed; trying again'))
        .finally(() => {
          if (this.timer) this.schedule(this.settings.sweepSeconds * 1_000);
        });
    }, delayMs);
  }
}
