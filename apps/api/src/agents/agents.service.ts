import { DomainError } from '@nora/contracts';
import { Transactions, createAgent } from '@nora/domain';
import { decodeCursor, pageOf, type Page, type WorkspaceActor } from '@nora/http-kit';
import { resolveSelection } from '@nora/runtime-contract';
import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
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
    const filter = { sort, status, q: q === '' ? null : q, after, limit: limit + 1 };
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

  /**
   * Writes a new agent and its first deployment, and hands that to the worker.
   * @throws DomainError `name_taken` and the codes of the catalog
   */
  async create(actor: WorkspaceActor, input: CreateAgentDto): Promise<CreateAgentResultDto> {
    const selection = resolveSelection(input, await this.catalog.get());
    const id = uuidv7();
    const { vcpu, ramMb, diskGb } = input.resources;
    const { deployment } = await this.transactions.run((manager, events) =>
      createAgent(manager, events, {
        ...{ id, workspaceId: actor.workspaceId, name: input.name, selection },
        resources: { vcpu, ramMb, diskGb },
        credentials: this.credentials.create(id),
        actor: auditActorOf(actor),
      }),
    );
    await this.queue.handOver(deployment);
    return {
      agent: await this.get(actor.workspaceId, id),
      deployment: await this.deployments.get(actor.workspaceId, deployment.id),
    };
  }
}
