import { SealedValues } from '@nora/crypto';
import { DomainError } from '@nora/contracts';
import { AgentSecret, Transactions, lockAgent, recordAudit, sealContext, wantRedeploy } from '@nora/domain';
import { decodeCursor, pageOf, type Page, type PageQueryDto, type WorkspaceActor } from '@nora/http-kit';
import { isReservedSecretName, SECRET_NAME, SECRET_NAME_LENGTH } from '@nora/runtime-contract';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { auditActorOf } from '../core/audit-actor';
import { AgentSecretsRepository, type AgentPlace, type AgentSecretRow } from './agent-secrets.repository';
import type { AgentSecretDto } from './dto/agent-secret.dto';

/** Secrets that one agent can have: together with their values they still fit into an environment. */
const MOST_SECRETS = 50;
const SORT = 'name';

/** Which secret. */
export interface SecretOf {
  agentId: string;
  name: string;
}

/** Gives variables to agents and takes them away. The worker brings them to the runtime. */
@Injectable()
export class AgentSecretsService {
  constructor(
    private readonly transactions: Transactions,
    private readonly secrets: AgentSecretsRepository,
    private readonly sealed: SealedValues,
  ) {}

  async list(of: AgentPlace, { limit, cursor }: PageQueryDto): Promise<Page<AgentSecretDto>> {
    const after = decodeCursor(cursor, SORT);
    const rows = await this.secrets.list(of, after?.key ?? null, limit + 1);
    const { items, nextCursor } = pageOf(rows, limit, SORT, ({ id, name }) => ({ key: name, id }));
    return { items: items.map(toDto), nextCursor };
  }

  /** @throws DomainError `not_found`, `secret_name_refused`, `operation_not_allowed`, `conflict` when there are too many */
  async set(actor: WorkspaceActor, of: SecretOf, value: string): Promise<AgentSecretDto> {
    refuseName(of.name);
    const { workspaceId, userId: changedById } = actor;
    await this.transactions.run(async (manager, events) => {
      await lockLiving(manager, workspaceId, of.agentId);
      const found = await manager.findOneBy(AgentSecret, of);
      if (!found && (await manager.countBy(AgentSecret, { agentId: of.agentId })) >= MOST_SECRETS) {
        throw new DomainError(
          'conflict',
          `An agent has ${MOST_SECRETS} secrets at most. Delete one that it does not need.`,
        );
      }
      const secret = found ?? manager.create(AgentSecret, of);
      const sealed = this.sealed.seal(value, sealContext(AgentSecret, 'value', secret.id));
      if (found) await manager.update(AgentSecret, { id: secret.id }, { value: sealed, changedById });
      else await manager.insert(AgentSecret, { ...secret, value: sealed, changedById });
      await record(manager, actor, found ? 'change' : 'create', of);
      await wantRedeploy(manager, events, [of.agentId]);
      await events.record(workspaceId, 'agent.secrets-changed', { agentId: of.agentId });
    });
    const row = await this.secrets.find({ workspaceId, agentId: of.agentId }, of.name);
    if (!row) throw notFound();
    return toDto(row);
  }

  /** @throws DomainError `not_found`, `operation_not_allowed` */
  async delete(actor: WorkspaceActor, of: SecretOf): Promise<void> {
    const { workspaceId } = actor;
    await this.transactions.run(async (manager, events) => {
      await lockLiving(manager, workspaceId, of.agentId);
      const { affected } = await manager.delete(AgentSecret, of);
      if (affected !== 1) throw notFound();
      await record(manager, actor, 'delete', of);
      await wantRedeploy(manager, events, [of.agentId]);
      await events.record(workspaceId, 'agent.secrets-changed', { agentId: of.agentId });
    });
  }
}

function toDto({ name, updated_at, changed_by }: AgentSecretRow): AgentSecretDto {
  return { name, changedAt: updated_at.toISOString(), changedBy: changed_by };
}

function refuseName(name: string): void {
  if (!SECRET_NAME.test(name) || name.length > SECRET_NAME_LENGTH) {
    throw new DomainError(
      'secret_name_refused',
      `A secret is named like an environment variable: capital letters, digits and underscores, a letter first, ${SECRET_NAME_LENGTH} characters at most.`,
    );
  }
  if (isReservedSecretName(name)) {
    throw new DomainError(
      'secret_name_refused',
      `“${name}” decides how the runtime itself runs, so it cannot be given to an agent. Choose another name.`,
    );
  }
}

/** @throws DomainError `not_found`, `operation_not_allowed` of one that is deleted or is being deleted */
async function lockLiving(manager: EntityManager, workspaceId: string, agentId: string): Promise<void> {
  const agent = await lockAgent(manager, workspaceId, agentId);
  if (agent.desiredState === 'deleted') {
    throw new DomainError('operation_not_allowed', 'This agent is deleted. Restore it first.');
  }
}

function record(
  manager: EntityManager,
  actor: WorkspaceActor,
  act: 'create' | 'change' | 'delete',
  { agentId, name }: SecretOf,
): Promise<void> {
  return recordAudit(manager, {
    ...{ actor: auditActorOf(actor), action: `agent-secret.${act}`, resourceType: 'agent' },
    ...{ resourceId: agentId, workspaceId: actor.workspaceId, details: { name } },
  });
}

function notFound(): DomainError {
  return new DomainError('not_found', 'This agent has no such secret.');
}
