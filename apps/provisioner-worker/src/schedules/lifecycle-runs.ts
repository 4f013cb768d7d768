import { DomainError, type ScheduleAction } from '@nora/contracts';
import {
  RunClaims,
  actorOfRun,
  recordAudit,
  requestDeployment,
  type Deployment,
  type RunClaim,
  type RunEnding,
} from '@nora/domain';
import type { Logger } from '@nora/observability';
import type { WorkProducer } from '@nora/queues';
import { Inject, Injectable } from '@nestjs/common';
import { DEPLOYMENTS_PRODUCER, LOGGER } from '../tokens';
import { refusedAs, requireRight, switchOff } from './run-rights';
import { hasWaitedEnough } from './waiting';

/** Seconds until an agent that is busy is tried again. */
const BUSY_SECONDS = 5;

/** Runs that start, stop, restart or redeploy an agent. The deployment and the end of the run are one transaction. */
@Injectable()
export class LifecycleRuns {
  constructor(
    private readonly claims: RunClaims,
    @Inject(DEPLOYMENTS_PRODUCER) private readonly producer: WorkProducer<'deployments'>,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async carryOut(claim: RunClaim, action: Exclude<ScheduleAction, 'prompt'>): Promise<void> {
    try {
      await this.handOver(await this.request(claim, action));
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      await this.settle(claim, error);
    }
  }

  private async request(claim: RunClaim, kind: Exclude<ScheduleAction, 'prompt'>): Promise<Deployment[]> {
    const { schedule, run } = claim;
    const { workspaceId, agentId } = schedule;
    const actor = actorOfRun(claim);
    const made: Deployment[] = [];
    await this.claims.finish(claim, async (manager, events): Promise<RunEnding> => {
      await requireRight(manager, claim);
      const reason = `Schedule “${schedule.name}”`;
      const asked = { workspaceId, agentId, kind, actor, reason };
      const { deployment } = await requestDeployment(manager, events, asked);
      await recordAudit(manager, {
        ...{ actor, action: 'schedule.run', resourceType: 'schedule', resourceId: schedule.id, workspaceId },
        details: { agentId, runId: run.id, does: kind, deploymentId: deployment.id },
      });
      made.push(deployment);
      return { status: 'succeeded', deploymentId: deployment.id };
    });
    return made;
  }

  private async settle(claim: RunClaim, refusal: DomainError): Promise<void> {
    const { code, message } = refusal;
    if (code === 'operation_in_progress' && !hasWaitedEnough(claim.run)) {
      return this.claims.release(claim, BUSY_SECONDS);
    }
    await this.claims.finish(claim, async (manager) => {
      if (code === 'forbidden') await switchOff(manager, claim, message);
      // What is so already, or cannot be now, is no fault of the run.
      return refusedAs(code === 'operation_not_allowed' ? 'skipped' : 'failed', refusal);
    });
  }

  private async handOver(deployments: Deployment[]): Promise<void> {
    for (const deployment of deployments) {
      try {
        await this.producer.ensure(deployment);
      } catch (error) {
        this.logger.warn({ error, deploymentId: deployment.id }, 'could not be queued; the sweep will do it');
      }
    }
  }
}
