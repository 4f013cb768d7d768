import type { DomainError } from '@nora/contracts';
import { toDomainError, type WorkspaceActor } from '@nora/http-kit';
import type { Logger } from '@nora/observability';
import { Inject, Injectable } from '@nestjs/common';
import { LOGGER } from '../../core/logger';
import { DeploymentsService } from '../../deployments/deployments.service';
import { RepeatableCalls } from '../../idempotency/repeatable-calls';
import { LifecycleService } from '../lifecycle/lifecycle.service';
import type { BulkOperation, BulkOperationDto, BulkResultsDto } from './bulk.dto';

type Outcome = { agentId: string; deploymentId: string } | { agentId: string; refusal: DomainError };

/** The same asked of several agents. */
@Injectable()
export class BulkService {
  constructor(
    private readonly lifecycle: LifecycleService,
    private readonly deployments: DeploymentsService,
    private readonly repeatable: RepeatableCalls,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Never fails as a whole for one agent's sake: what is refused stands beside what is accepted. */
  async operate(actor: WorkspaceActor, { operation, agentIds }: BulkOperationDto): Promise<BulkResultsDto> {
    const outcomes: Outcome[] = [];
    for (const agentId of agentIds) outcomes.push(await this.operateOne(actor, operation, agentId));
    const accepted = outcomes.flatMap((outcome) => ('deploymentId' in outcome ? [outcome.deploymentId] : []));
    const deployments = await this.deployments.getMany(actor.workspaceId, accepted);
    return {
      results: outcomes.map((outcome) => {
        const { agentId } = outcome;
        if ('deploymentId' in outcome) return { agentId, deployment: deployments.get(outcome.deploymentId) };
        const { code, message } = outcome.refusal;
        return { agentId, error: { code, detail: message } };
      }),
    };
  }

  private async operateOne(
    actor: WorkspaceActor,
    operation: BulkOperation,
    agentId: string,
  ): Promise<Outcome> {
    const asked =
      operation === 'delete'
        ? LifecycleService.deletion({ keepData: false, force: false })
        : { kind: operation };
    try {
      // Each in its own transaction, so each is repeatable on its own when the call is.
      const { deploymentId } = await this.repeatable.part(agentId, async () => ({
        agentId,
        deploymentId: await this.lifecycle.accept(actor, agentId, asked),
      }));
      return { agentId, deploymentId };
    } catch (error) {
      const refusal = toDomainError(error);
      if (refusal.status >= 500)
        this.logger.error({ error, agentId, operation }, 'part of a bulk call failed');
      return { agentId, refusal };
    }
  }
}
