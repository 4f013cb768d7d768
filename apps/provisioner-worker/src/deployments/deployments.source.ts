import { EngineMetrics, withCorrelationId, type Logger } from '@nora/observability';
import type { WorkOutcome, WorkSource } from '@nora/queues';
import { Inject, Injectable } from '@nestjs/common';
import { LOGGER } from '../tokens';
import { DeploymentClaims, type Claim } from './deployment-claims';
import { DeploymentExecutor } from './deployment-executor';

/** Deployments as work of their queue. */
@Injectable()
export class DeploymentsSource implements WorkSource<Claim> {
  constructor(
    private readonly claims: DeploymentClaims,
    private readonly executor: DeploymentExecutor,
    private readonly metrics: EngineMetrics,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  claim(deploymentId: string): Promise<Claim | null> {
    return this.claims.claim(deploymentId);
  }

  renew(claim: Claim): Promise<void> {
    return this.claims.renew(claim);
  }

  cancelRequested(deploymentIds: string[]): Promise<string[]> {
    return this.claims.rows.cancelRequested(deploymentIds);
  }

  carryOut(claim: Claim, signal: AbortSignal): Promise<WorkOutcome> {
    const { id, agentId, kind, attempts, correlationId, startedAt, createdAt } = claim.deployment;
    const facts = { deploymentId: id, agentId, kind };
    return withCorrelationId(correlationId ?? id, async () => {
      this.logger.info({ ...facts, attempts }, 'deployment taken up');
      // A repair may have been written to wait; of everything else the wait is the queue's.
      if (attempts === 1 && startedAt && kind !== 'heal') {
        this.metrics.deploymentTakenUp((startedAt.getTime() - createdAt.getTime()) / 1_000);
      }
      const outcome = await this.executor.execute(claim, signal);
      const target = claim.agent.deployTarget;
      this.metrics.deploymentEnded({
        kind,
        target,
        outcome: outcome.kind === 'retry' ? 'retried' : outcome.kind,
      });
      this.logger.info({ ...facts, outcome: outcome.kind }, 'deployment settled');
      return outcome;
    });
  }
}
