import {
  AgentVersion,
  Transactions,
  requestRename,
  requestRollback,
  requestUpdate,
  type ChangeOf,
  type Deployment,
  type EventLog,
} from '@nora/domain';
import { validationFailed, type WorkspaceActor } from '@nora/http-kit';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { CatalogService } from '../../catalog/catalog.service';
import { auditActorOf } from '../../core/audit-actor';
import { DeploymentQueue } from '../../core/deployment-queue';
import type { OperationResultDto } from '../../deployments/deployment.dto';
import { DeploymentsService } from '../../deployments/deployments.service';
import { AgentsService } from '../agents.service';
import type { ChangeAgentDto, ChangeResultDto } from './change-agent.dto';
import { changeDriftPolicy } from './drift-policy';

/** Changes of agents that exist. */
@Injectable()
export class ChangesService {
  constructor(
    private readonly agents: AgentsService,
    private readonly catalog: CatalogService,
    private readonly deployments: DeploymentsService,
    private readonly transactions: Transactions,
    private readonly queue: DeploymentQueue,
  ) {}

  /**
   * @throws DomainError `not_found`, `validation_failed`, `conflict`, `name_taken`, `operation_in_progress`,
   * `operation_not_allowed`, `unsupported_capability`
   */
  async change(actor: WorkspaceActor, agentId: string, asked: ChangeAgentDto): Promise<ChangeResultDto> {
    refuseUnlessOneChange(asked);
    const { workspaceId } = actor;
    if (asked.resources) {
      const { deploy_target } = await this.agents.find(workspaceId, agentId);
      await this.catalog.refuseUnsupported(deploy_target, asked.resources);
    }
    const of = { workspaceId, agentId, actor: auditActorOf(actor) };
    const deployment = await this.transactions.run((manager, events) => apply(manager, events, of, asked));
    if (!deployment) return { agent: await this.agents.get(workspaceId, agentId), deployment: null };
    await this.queue.handOver(deployment);
    return this.agents.withDeployment(workspaceId, agentId, deployment.id);
  }

  /**
   * @throws DomainError `not_found`, `conflict`, `operation_in_progress`, `operation_not_allowed`,
   * `unsupported_capability` when the target cannot do any more what it could then
   */
  async rollback(actor: WorkspaceActor, agentId: string, number: number): Promise<OperationResultDto> {
    const { workspaceId } = actor;
    const older = await this.transactions.dataSource.manager.findOneBy(AgentVersion, { agentId, number });
    if (older) {
      const { selection, resources } = older.snapshot;
      await this.catalog.refuseUnsupported(selection.deployTarget, resources);
    }
    const of = { workspaceId, agentId, actor: auditActorOf(actor) };
    const { deployment } = await this.transactions.run((manager, events) =>
      requestRollback(manager, events, of, number),
    );
    await this.queue.handOver(deployment);
    return { deployment: await this.deployments.get(workspaceId, deployment.id) };
  }
}

async function apply(
  manager: EntityManager,
  events: EventLog,
  of: ChangeOf,
  { name, resources, message, driftPolicy }: ChangeAgentDto,
): Promise<Deployment | null> {
  if (driftPolicy) await changeDriftPolicy(manager, events, of, driftPolicy);
  if (name !== undefined) return (await requestRename(manager, events, of, name)).deployment;
  if (!resources) return null;
  const given = Object.fromEntries(Object.entries(resources).filter(([, value]) => value !== undefined));
  return (await requestUpdate(manager, events, of, given, message ?? null)).deployment;
}

function refuseUnlessOneChange({ name, resources, message, driftPolicy }: ChangeAgentDto): void {
  const refuse = (path: string, code: string, text: string) =>
    validationFailed([{ path, code, message: text }]);
  if (name !== undefined && resources) {
    throw refuse(
      'resources',
      'one_change',
      'A new name and new resources are two deployments: ask for one first.',
    );
  }
  if (name === undefined && !resources && !driftPolicy) {
    throw refuse('name', 'nothing_to_change', 'Say what is to change: name, resources or driftPolicy.');
  }
  if (message !== undefined && !resources) {
    throw refuse('message', 'belongs_to_resources', 'A message belongs to a change of resources.');
  }
}
