import { ALLOWED_OPERATIONS, DomainError } from '@nora/contracts';
import {
  AgentCredential,
  AgentModel,
  Transactions,
  findActiveDeployment,
  lockAgent,
  recordAudit,
  requestDeployment,
  wantRedeploy,
  type Deployment,
} from '@nora/domain';
import type { WorkspaceActor } from '@nora/http-kit';
import { Injectable } from '@nestjs/common';
import { auditActorOf } from '../../core/audit-actor';
import { DeploymentQueue } from '../../core/deployment-queue';
import { DeploymentsService } from '../../deployments/deployments.service';
import { AgentCredentials } from '../agent-credentials';
import type { RotateModelKeyResultDto } from './model-key.dto';

/** Replaces the model keys of agents. */
@Injectable()
export class ModelKeyService {
  constructor(
    private readonly credentials: AgentCredentials,
    private readonly deployments: DeploymentsService,
    private readonly transactions: Transactions,
    private readonly queue: DeploymentQueue,
  ) {}

  /** @throws DomainError `not_found`, `operation_in_progress`, `operation_not_allowed` of one that is deleted */
  async rotate(actor: WorkspaceActor, agentId: string): Promise<RotateModelKeyResultDto> {
    const { workspaceId } = actor;
    const by = auditActorOf(actor);
    const deployment = await this.transactions.run(async (manager, events): Promise<Deployment | null> => {
      const agent = await lockAgent(manager, workspaceId, agentId);
      const active = await findActiveDeployment(manager, agentId);
      if (active) {
        // It may have read the old key, and would bring that to the runtime.
        const message = `A ${active.kind} of this agent is still ${active.status}. Wait until it has ended, or cancel it.`;
        throw new DomainError('operation_in_progress', message, { deploymentId: active.id });
      }
      if (agent.desiredState === 'deleted') {
        throw new DomainError('operation_not_allowed', 'This agent is deleted, and its key with it.');
      }
      await manager.update(AgentCredential, { agentId }, this.credentials.createModelKey(agentId));
      await manager.increment(AgentModel, { agentId }, 'revision', 1);
      await recordAudit(manager, {
        ...{ actor: by, action: 'agent.model-key-rotate', resourceType: 'agent' },
        ...{ resourceId: agentId, workspaceId },
      });
      await wantRedeploy(manager, events, [agentId]);
      if (!ALLOWED_OPERATIONS[agent.status].includes('restart')) return null;
      const asked = { workspaceId, agentId, kind: 'restart' as const, actor: by };
      return (await requestDeployment(manager, events, asked)).deployment;
    });
    if (!deployment) return { deployment: null };
    await this.queue.handOver(deployment);
    return { deployment: await this.deployments.get(workspaceId, deployment.id) };
  }
}
