import { withCorrelationId, type Logger } from '@nora/observability';
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
    const { id, agentId, kind, attempts, correlationId } = claim.deployment;
    const facts = { deploymentId: id, agentId, kind };
    return withCorrelationId(correlationId ?? id, async () => {
      this.logger.info({ ...facts, attempts }, 'deployment taken up');
      const outcome = await this.executor.execute(claim, signal);
      this.logger.info({ ...facts, outcome: outcome.kind }, 'deployment settled');
      return outcome;
    });
  }
}
