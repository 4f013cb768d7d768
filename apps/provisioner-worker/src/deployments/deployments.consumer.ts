import { DeploymentWorkerSettings } from '@nora/config';
import { withCorrelationId, type Logger } from '@nora/observability';
import { DeploymentsProducer, QUEUES, type Jobs } from '@nora/queues';
import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { UnrecoverableError, Worker, type Job } from 'bullmq';
import type { Redis } from 'ioredis';
import { LOGGER, WORKER_REDIS } from '../tokens';
import { DeploymentClaims, type Claim } from './deployment-claims';
import { DeploymentExecutor, type Outcome } from './deployment-executor';
import { LostClaimError } from './step-fault';

type DeployAgentJob = Job<Jobs['deployments']['deploy-agent']>;

/** Takes deployments off their queue, holds the claim while they are carried out, and lets go on shutdown. */
@Injectable()
export class DeploymentsConsumer implements BeforeApplicationShutdown {
  private worker: Worker | undefined;
  private readonly shutdown = new AbortController();
  private readonly busy = new Set<Promise<unknown>>();

  constructor(
    private readonly claims: DeploymentClaims,
    private readonly executor: DeploymentExecutor,
    private readonly producer: DeploymentsProducer,
    private readonly settings: DeploymentWorkerSettings,
    @Inject(WORKER_REDIS) private readonly redis: Redis,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Resolves once the queue is being read. */
  async start(): Promise<void> {
    this.worker = new Worker('deployments', (job: DeployAgentJob) => this.process(job), {
      connection: this.redis,
      concurrency: this.settings.concurrency,
      lockDuration: QUEUES.deployments.lockMs,
      // A stalled job is not run again by the queue: the sweep takes the row up when its lease has ended.
      maxStalledCount: 0,
    });
    this.worker.on('error', (error) => this.logger.warn({ error }, 'deployments queue'));
    await this.worker.waitUntilReady();
  }

  isRunning(): boolean {
    return this.worker?.isRunning() ?? false;
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.shutdown.abort(new Error('the worker is shutting down'));
    await Promise.allSettled(this.busy);
    await this.worker?.close();
  }

  private process(job: DeployAgentJob): Promise<string> {
    const work = this.handle(job);
    this.busy.add(work);
    void work.catch(() => undefined).finally(() => this.busy.delete(work));
    return work;
  }

  private async handle({ data: { deploymentId } }: DeployAgentJob): Promise<string> {
    const claim = await this.claims.claim(deploymentId);
    if (!claim) return 'nothing to take up';
    const correlationId = claim.deployment.correlationId ?? claim.deployment.id;
    const outcome = await withCorrelationId(correlationId, () => this.carryOut(claim));
    if (outcome.kind === 'retry') {
      await this.producer.ensure({
        id: deploymentId,
        attempts: outcome.attempts,
        notBefore: outcome.notBefore,
      });
    }
    // A failed deployment leaves a failed job behind, to be found among the dead letters.
    if (outcome.kind === 'failed') throw new UnrecoverableError(outcome.reason.slice(0, 500));
    return outcome.kind;
  }

  private async carryOut(claim: Claim): Promise<Outcome> {
    const { id, agentId, kind, attempts } = claim.deployment;
    const lease = new AbortController();
    const timer = setInterval(
      () => void this.claims.renew(claim).catch((error: unknown) => this.onRenewalFault(error, lease)),
      (this.settings.leaseSeconds * 1_000) / 3,
    );
    this.logger.info({ deploymentId: id, agentId, kind, attempts }, 'deployment taken up');
    try {
      const outcome = await this.executor.execute(
        claim,
        AbortSignal.any([lease.signal, this.shutdown.signal]),
      );
      this.logger.info({ deploymentId: id, agentId, kind, outcome: outcome.kind }, 'deployment settled');
      return outcome;
    } finally {
      clearInterval(timer);
    }
  }

  private onRenewalFault(error: unknown, lease: AbortController): void {
    if (error instanceof LostClaimError) lease.abort(error);
    else this.logger.warn({ error }, 'lease not renewed; trying again');
  }
}
