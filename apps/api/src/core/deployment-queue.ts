import type { Deployment } from '@nora/domain';
import type { Logger } from '@nora/observability';
import { DeploymentsProducer } from '@nora/queues';
import { Inject, Injectable } from '@nestjs/common';
import { LOGGER } from './logger';

/** Hands committed deployments to the worker. */
@Injectable()
export class DeploymentQueue {
  constructor(
    private readonly producer: DeploymentsProducer,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Never fails: the row is its own outbox, and the worker's sweep finds what could not be queued. */
  async handOver(deployment: Deployment): Promise<void> {
    try {
      await this.producer.ensure(deployment);
    } catch (error) {
      this.logger.warn(
        { error, deploymentId: deployment.id },
        'a deployment could not be queued; the sweep will do it',
      );
    }
  }
}
