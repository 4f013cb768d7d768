import { DomainError } from '@nora/contracts';
import {
  Transactions,
  createAgent,
  requireOpenWorkspace,
  type NewAgent,
  type NewBinding,
} from '@nora/domain';
import { decodeCursor, pageOf, type Page, type WorkspaceActor } from '@nora/http-kit';
import { resolveSelection, type Selection } from '@nora/runtime-contract';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { chooseModel } from '../agent-models/choose-model';
import { CatalogService } from '../catalog/catalog.service';
import { auditActorOf } from '../core/audit-actor';
import { DeploymentQueue } from '../core/deployment-queue';
import { DeploymentsService } from '../deployments/deployments.service';
import { AgentCredentials } from './agent-credentials';
import { toAgentDto } from './agents.mapper';
import { AgentsRepository, type AgentRow } from './agents.repository';
import type { AgentDto } from './dto/agent.dto';
import type { CreateAgentResultDto } from './dto/create-agent-result.dto';
import type { CreateAgentDto } from './dto/create-agent.dto';
import type { ListAgentsQueryDto } from './dto/list-agents-query.dto';

/** An agent to be made, its selection as somebody wrote it. */
export type WantedAgent = Pick<NewAgent, 'name' | 'resources' | 'source'> & {
  selection: Selection;
  /** Finds what it is to be bound to, and holds its providers; the workspace is locked already. */
  bind: (manager: EntityManager) => Promise<NewBinding>;
};

/** Agents as members of their workspace see and make them. */
@Injectable()
export class AgentsService {
  constructor(
    private readonly agents: AgentsRepository,
    private readonly credentials: AgentCredentials,
    private readonly catalog: CatalogService,
    private readonly deployments: DeploymentsService,
    private readonly transactions: Transactions,
    private readonly queue: DeploymentQueue,
  ) {}

  async list(workspaceId: string, query: ListAgentsQueryDto): Promise<Page<AgentDto>> {
    const { sort, limit, status = null, q = '' } = query;
    const after = decodeCursor(query.cursor, sort);
    const filter = { sort, status, q, after, limit: limit + 1 };
    const rows = await this.agents.list(workspaceId, filter);
    const { items, nextCursor } = pageOf(rows, limit, sort, ({ id, sort_key }) => ({ key: sort_key, id }));
    return { items: items.map(toAgentDto), nextCursor };
  }

  /** @throws DomainError `not_found` */
  async get(workspaceId: string, agentId: string): Promise<AgentDto> {
    return toAgentDto(await this.find(workspaceId, agentId));
  }

  /**
   * The agent with what only Nora's own processes may know of it.
   * @throws DomainError `not_found`
   */
  async find(workspaceId: string, agentId: string): Promise<AgentRow> {
    const row = await this.agents.find(workspaceId, agentId);
    if (!row) throw new DomainError('not_found', 'There is no such agent.');
    return row;
  }

  /** An agent with a deployment of it, also when nothing is left of the agent. */
  async withDeployment(
    workspaceId: string,
    agentId: string,
    deploymentId: string,
  ): Promise<CreateAgentResultDto> {
    return {
      agent: await this.getEvenDeleted(workspaceId, agentId),
      deployment: await this.deployments.get(workspaceId, deploymentId),
    };
  }

  /** For the answer of a call that was carried out before. @throws DomainError `not_found` */
  async getEvenDeleted(workspaceId: string, agentId: string): Promise<AgentDto> {
    const row = await this.agents.findEvenDeleted(workspaceId, agentId);
    if (!row) throw new DomainError('not_found', 'There is no such agent.');
    return toAgentDto(row);
  }

  /**
   * @throws DomainError `name_taken`, `workspace_ending`, `unsupported_capability`, `unknown_provider`,
   * `provider_disabled` and the codes of the catalog
   */
  async create(actor: WorkspaceActor, input: CreateAgentDto): Promise<CreateAgentResultDto> {
    const { name, resources, provider, model } = input;
    const { defaults } = await this.catalog.get();
    // Where nothing is available the catalog refuses what is empty, and names what it knows.
    const selection = {
      runtimeFamily: input.runtimeFamily ?? defaults.runtimeFamily ?? '',
      deployTarget: input.deployTarget ?? defaults.deployTarget ?? '',
      sandboxProfile: input.sandboxProfile ?? defaults.sandboxProfile ?? '',
    };
    const { vcpu, ramMb, diskGb } = resources ?? { ...defaults.resources, diskGb: null };
    return this.make(actor, {
      ...{ name, selection, resources: { vcpu, ramMb, diskGb } },
      bind: (manager) => chooseModel(manager, actor.workspaceId, { provider, model }),
    });
  }

  /**
   * Writes a new agent and its first deployment, and hands that to the worker.
   * @throws DomainError `name_taken`, `workspace_ending`, `unsupported_capability`, the codes of the catalog and those
   * of what binds it
   */
  async make(actor: WorkspaceActor, wanted: WantedAgent): Promise<CreateAgentResultDto> {
    const { selection: asked, bind, ...rest } = wanted;
    const selection = resolveSelection(asked, await this.catalog.get());
    await this.catalog.refuseUnsupported(selection.deployTarget, rest.resources);
    const id = uuidv7();
    const { workspaceId } = actor;
    const { deployment } = await this.transactions.run(async (manager, events) => {
      await requireOpenWorkspace(manager, workspaceId);
      return createAgent(manager, events, {
        ...{ ...rest, id, workspaceId, selection, model: await bind(manager) },
        credentials: this.credentials.create(id),
        actor: auditActorOf(actor),
      });
    });
    await this.queue.handOver(deployment);
    return this.withDeployment(workspaceId, id, deployment.id);
  }
}
