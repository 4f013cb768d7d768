import { Transactions, requestDeployment, type DeploymentRequest } from '@nora/domain';
import type { WorkspaceActor } from '@nora/http-kit';
import { Injectable } from '@nestjs/common';
import { auditActorOf } from '../core/audit-actor';
import { DeploymentQueue } from '../core/deployment-queue';
import type { OperationResultDto } from '../deployments/deployment.dto';
import { DeploymentsService } from '../deployments/deployments.service';

/** Lifecycle calls on agents. Each writes what should be true; the worker makes it so. */
@Injectable()
export class AgentOperationsService {
  constructor(
    private readonly deployments: DeploymentsService,
    private readonly transactions: Transactions,
    private readonly queue: DeploymentQueue,
  ) {}

  /** @throws DomainError `not_found`, `operation_in_progress`, `operation_not_allowed` */
  async request(
    actor: WorkspaceActor,
    agentId: string,
    kind: DeploymentRequest['kind'],
  ): Promise<OperationResultDto> {
    const { workspaceId } = actor;
    const { deployment } = await this.transactions.run((manager, events) =>
      requestDeployment(manager, events, { workspaceId, agentId, kind, actor: auditActorOf(actor) }),
    );
    await this.queue.handOver(deployment);
    return { deployment: await this.deployments.get(workspaceId, deployment.id) };
  }
}
