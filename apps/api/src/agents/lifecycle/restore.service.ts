import {
  AgentCredential,
  Transactions,
  insertVersion,
  requestDeployment,
  slugOf,
  type AuditActor,
  type DeploymentRequest,
} from '@nora/domain';
import type { WorkspaceActor } from '@nora/http-kit';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { auditActorOf } from '../../core/audit-actor';
import { DeploymentQueue } from '../../core/deployment-queue';
import { AgentCredentials } from '../agent-credentials';
import { AgentsService } from '../agents.service';
import type { CreateAgentResultDto } from '../dto/create-agent-result.dto';

/** Brings deleted agents back whose data was kept. */
@Injectable()
export class RestoreService {
  constructor(
    private readonly agents: AgentsService,
    private readonly credentials: AgentCredentials,
    private readonly transactions: Transactions,
    private readonly queue: DeploymentQueue,
  ) {}

  /**
   * Makes a runtime around the kept data, with new credentials.
   * @param name null for the one it had
   * @throws DomainError `not_found`, `operation_in_progress`, `operation_not_allowed`, `name_taken`,
   * `workspace_ending`
   */
  async restore(actor: WorkspaceActor, agentId: string, name: string | null): Promise<CreateAgentResultDto> {
    const { workspaceId } = actor;
    const { deployment } = await this.transactions.run(async (manager, events) => {
      const by = auditActorOf(actor);
      const makeVersion = this.versionMaker(manager, by, name);
      const asked = { workspaceId, agentId, kind: 'restore' as const, actor: by, makeVersion };
      return requestDeployment(manager, events, asked);
    });
    await this.queue.handOver(deployment);
    return this.agents.withDeployment(workspaceId, agentId, deployment.id);
  }

  private versionMaker(
    manager: EntityManager,
    actor: AuditActor,
    name: string | null,
  ): DeploymentRequest['makeVersion'] {
    return async (agent, { snapshot }) => {
      agent.name = name ?? agent.name;
      agent.slug = slugOf(agent.name);
      // An earlier restoration that was called off leaves its own.
      await manager.delete(AgentCredential, { agentId: agent.id });
      await manager.insert(AgentCredential, { agentId: agent.id, ...this.credentials.create(agent.id) });
      return insertVersion(manager, agent, {
        ...{ source: 'restore', message: 'Restored from kept data', actor },
        snapshot: { ...snapshot, name: agent.name },
      });
    };
  }
}
