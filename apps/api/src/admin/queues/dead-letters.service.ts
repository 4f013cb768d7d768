import { DomainError } from '@nora/contracts';
import { Transactions, recordAudit, retryDeployment, type AuditActor } from '@nora/domain';
import type { Logger } from '@nora/observability';
import { jobIdOf, type DeadLetters, type QueueName, type QueuedJob } from '@nora/queues';
import { Inject, Injectable } from '@nestjs/common';
import { DeploymentQueue } from '../../core/deployment-queue';
import { LOGGER } from '../../core/logger';
import type { QueueRetryDto } from './admin-queues.dto';
import { QueueAccess } from './queue-access';
import { QueueDeploymentsRepository } from './queue-deployments.repository';

/** Tries again what failed, or lets it go, for platform admins. */
@Injectable()
export class DeadLettersService {
  constructor(
    private readonly access: QueueAccess,
    private readonly deployments: QueueDeploymentsRepository,
    private readonly deploymentQueue: DeploymentQueue,
    private readonly transactions: Transactions,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * Tries again what a failed job is about.
   * @throws DomainError `not_found`, `service_unavailable`, `operation_not_allowed` when the job has not failed or its
   * row is gone; of deployments also what {@link retryDeployment} refuses
   */
  async retry(actor: AuditActor, queue: string, jobId: string): Promise<QueueRetryDto> {
    const { name, letters } = this.access.named(queue);
    const job = await this.find(letters, jobId);
    if (job.state !== 'failed') {
      throw new DomainError(
        'operation_not_allowed',
        `Only a failed job can be tried again; this one is ${job.state}.`,
      );
    }
    if (name === 'deployments') return this.retryDeployment(actor, letters, job);
    await this.audit(actor, 'queue.retry', name, job);
    await this.access.ask(() => letters.retry(job));
    return { jobId, deploymentId: null };
  }

  /**
   * Takes a job away that has ended.
   * @throws DomainError `not_found`, `service_unavailable`, `operation_not_allowed` when it has not ended
   */
  async discard(actor: AuditActor, queue: string, jobId: string): Promise<void> {
    const { name, letters } = this.access.named(queue);
    const job = await this.find(letters, jobId);
    if (job.state !== 'failed' && job.state !== 'completed') throw notEnded(job);
    await this.audit(actor, 'queue.discard', name, job);
    if (!(await this.access.ask(() => letters.discard(jobId)))) throw notEnded(job);
  }

  private async retryDeployment(
    actor: AuditActor,
    letters: DeadLetters,
    job: QueuedJob,
  ): Promise<QueueRetryDto> {
    const row = (await this.deployments.ofAnyWorkspace([job.rowId])).get(job.rowId);
    if (!row) {
      const message =
        'The deployment of this job is gone, and its agent with it. The job can only be discarded.';
      throw new DomainError('operation_not_allowed', message);
    }
    const { id: deploymentId, workspace_id: workspaceId } = row;
    const deployment = await this.transactions.run(async (manager, events) => {
      const retried = await retryDeployment(manager, events, { workspaceId, deploymentId, actor });
      await recordAudit(manager, {
        ...{ actor, action: 'queue.retry', resourceType: 'job', resourceId: job.id, workspaceId },
        details: { queue: 'deployments', deploymentId, retriedAs: retried.deployment.id },
      });
      return retried.deployment;
    });
    await this.deploymentQueue.handOver(deployment);
    await this.forget(letters, job);
    return { jobId: jobIdOf('deployments', deployment), deploymentId: deployment.id };
  }

  /** The new deployment goes on whether or not the letter of the old one is taken away. */
  private async forget(letters: DeadLetters, job: QueuedJob): Promise<void> {
    try {
      await this.access.ask(() => letters.discard(job.id));
    } catch (error) {
      this.logger.warn({ error, jobId: job.id }, 'a dead letter that was tried again could not be removed');
    }
  }

  private async find(letters: DeadLetters, jobId: string): Promise<QueuedJob> {
    const job = await this.access.ask(() => letters.get(jobId));
    if (!job) throw new DomainError('not_found', 'There is no such job in this queue.');
    return job;
  }

  private async audit(actor: AuditActor, action: string, queue: QueueName, job: QueuedJob): Promise<void> {
    const row = queue === 'deployments' ? await this.deployments.ofAnyWorkspace([job.rowId]) : undefined;
    await this.transactions.run((manager) =>
      recordAudit(manager, {
        ...{ actor, action, resourceType: 'job', resourceId: job.id },
        workspaceId: row?.get(job.rowId)?.workspace_id ?? null,
        details: { queue, rowId: job.rowId, error: job.error },
      }),
    );
  }
}

function notEnded({ state }: QueuedJob): DomainError {
  const message =
    state === 'active'
      ? 'A worker has this job in hand. Cancel what it is about, and it ends by itself.'
      : `This job is ${state}: its work is still to be done. Cancel what it is about, and it ends by itself.`;
  return new DomainError('operation_not_allowed', message);
}
