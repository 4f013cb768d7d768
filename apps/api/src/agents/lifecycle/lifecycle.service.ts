import { DomainError } from '@nora/contracts';
import { Transactions, requestDeployment, type Agent, type DeploymentRequest } from '@nora/domain';
import { validationFailed, type WorkspaceActor } from '@nora/http-kit';
import { Injectable } from '@nestjs/common';
import { auditActorOf } from '../../core/audit-actor';
import { DeploymentQueue } from '../../core/deployment-queue';
import type { OperationResultDto } from '../../deployments/deployment.dto';
import { DeploymentsService } from '../../deployments/deployments.service';
import type { DeleteAgentQueryDto } from './lifecycle.dto';

type Asked = Pick<DeploymentRequest, 'kind' | 'options' | 'makeVersion'>;

/** Lifecycle calls on agents. Each writes what should be true; the worker makes it so. */
@Injectable()
export class LifecycleService {
  constructor(
    private readonly deployments: DeploymentsService,
    private readonly transactions: Transactions,
    private readonly queue: DeploymentQueue,
  ) {}

  /** @throws DomainError `not_found`, `operation_in_progress`, `operation_not_allowed` */
  async request(actor: WorkspaceActor, agentId: string, asked: Asked): Promise<OperationResultDto> {
    const id = await this.accept(actor, agentId, asked);
    return { deployment: await this.deployments.get(actor.workspaceId, id) };
  }

  /**
   * The same without reading the deployment back.
   * @returns its id
   */
  async accept(actor: WorkspaceActor, agentId: string, asked: Asked): Promise<string> {
    const { workspaceId } = actor;
    const { deployment } = await this.transactions.run((manager, events) =>
      requestDeployment(manager, events, { ...asked, workspaceId, agentId, actor: auditActorOf(actor) }),
    );
    await this.queue.handOver(deployment);
    return deployment.id;
  }

  /**
   * What is asked when an agent is to be deleted. Of one that is deleted already it is the end of its kept data.
   * @throws DomainError `validation_failed` when data is to be kept by force
   */
  static deletion({ keepData, force }: DeleteAgentQueryDto): Asked {
    if (force && keepData) {
      const message = 'A force-delete cannot keep data. Ask for one of the two.';
      throw validationFailed([{ path: 'force', code: 'excluded_by_keep_data', message }]);
    }
    if (force) return { kind: 'force-delete' };
    return {
      kind: 'delete',
      options: keepData ? { keepData } : {},
      makeVersion: (agent, current) => {
        if (agent.status === 'deleted') leaveTheName(agent, keepData);
        return Promise.resolve(current);
      },
    };
  }
}

/** Its name may belong to another agent meanwhile, and is not needed any more. */
function leaveTheName(agent: Agent, keepData: boolean): void {
  if (keepData) {
    throw new DomainError('operation_not_allowed', 'The agent is deleted already, and its data is kept.');
  }
  agent.slug = `deleted-${agent.id}`;
}
