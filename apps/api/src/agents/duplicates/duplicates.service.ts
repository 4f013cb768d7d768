import { DomainError } from '@nora/contracts';
import { Agent, Transactions, currentVersion } from '@nora/domain';
import type { WorkspaceActor } from '@nora/http-kit';
import { Injectable } from '@nestjs/common';
import { bindingOf } from '../../agent-models/choose-model';
import { AgentsService } from '../agents.service';
import type { CreateAgentResultDto } from '../dto/create-agent-result.dto';
import type { DuplicateAgentDto } from './duplicate.dto';

/** Agents made from agents. */
@Injectable()
export class DuplicatesService {
  constructor(
    private readonly agents: AgentsService,
    private readonly transactions: Transactions,
  ) {}

  /**
   * @throws DomainError `not_found`, `operation_not_allowed`, `name_taken`, `workspace_ending`,
   * `unsupported_capability` and the codes of the catalog
   */
  async duplicate(
    actor: WorkspaceActor,
    agentId: string,
    { name, scope }: DuplicateAgentDto,
  ): Promise<CreateAgentResultDto> {
    const { manager } = this.transactions.dataSource;
    const source = await manager.findOneBy(Agent, { id: agentId, workspaceId: actor.workspaceId });
    if (!source || (source.status === 'deleted' && !source.dataKeptAt)) {
      throw new DomainError('not_found', 'There is no such agent.');
    }
    if (source.status === 'deleted' || source.status === 'deleting') {
      throw new DomainError(
        'operation_not_allowed',
        `An agent that is ${source.status} cannot be duplicated.`,
      );
    }
    if (scope !== 'config' && !source.storageCreatedAt) {
      const message =
        'This agent never had any storage, so there is nothing but its configuration to duplicate.';
      throw new DomainError('operation_not_allowed', message);
    }
    const { selection, resources } = (await currentVersion(manager, source)).snapshot;
    return this.agents.make(actor, {
      ...{ name, selection, resources },
      source: { agentId, name: source.name, scope },
      bind: (inside) => bindingOf(inside, source),
    });
  }
}
