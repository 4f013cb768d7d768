import { DomainError } from '@nora/contracts';
import {
  Transactions,
  Workspace,
  createWorkspace,
  lockWorkspace,
  noteEffect,
  recordAudit,
} from '@nora/domain';
import {
  decodeCursor,
  pageOf,
  type Page,
  type PageQueryDto,
  type Principal,
  type WorkspaceActor,
} from '@nora/http-kit';
import { Injectable } from '@nestjs/common';
import { auditActorOf } from '../core/audit-actor';
import type { WorkspaceDto } from './dto/workspace.dto';
import { toWorkspaceDto } from './workspaces.mapper';
import { WorkspacesRepository } from './workspaces.repository';

const SORT = 'createdAt';

/** Workspaces as their members see and name them. */
@Injectable()
export class WorkspacesService {
  constructor(
    private readonly workspaces: WorkspacesRepository,
    private readonly transactions: Transactions,
  ) {}

  /** Workspaces of the caller, oldest first; an API key sees the one it acts in. */
  async listOf(
    { userId, credential }: Principal,
    { limit, cursor }: PageQueryDto,
  ): Promise<Page<WorkspaceDto>> {
    const after = decodeCursor(cursor, SORT);
    const rows = await this.workspaces.listOf(userId, {
      id: credential.kind === 'api-key' ? credential.workspaceId : null,
      afterId: after?.id ?? null,
      limit: limit + 1,
    });
    const { items, nextCursor } = pageOf(rows, limit, SORT, ({ id }) => ({ key: id, id }));
    return { items: items.map(toWorkspaceDto), nextCursor };
  }

  /** A workspace of an account. @throws DomainError `not_found` */
  async get({ userId, workspaceId }: Pick<WorkspaceActor, 'userId' | 'workspaceId'>): Promise<WorkspaceDto> {
    const filter = { id: workspaceId, afterId: null, limit: 1 };
    const [row] = await this.workspaces.listOf(userId, filter);
    if (!row) throw new DomainError('not_found', 'There is no such workspace.');
    return toWorkspaceDto(row);
  }

  /** Makes a workspace that the caller owns. */
  async create(principal: Principal, name: string): Promise<WorkspaceDto> {
    const { userId } = principal;
    const workspaceId = await this.transactions.run(async (manager, events) => {
      const { id, slug } = await createWorkspace(manager, { name, personal: false, ownerId: userId });
      await noteEffect(manager, {});
      await events.record(id, 'membership.changed', { userId, role: 'owner' });
      await recordAudit(manager, {
        ...{ actor: auditActorOf(principal), action: 'workspace.create', workspaceId: id },
        ...{ resourceType: 'workspace', resourceId: id, after: { name, slug } },
      });
      return id;
    });
    return this.get({ userId, workspaceId });
  }

  /** @throws DomainError `not_found` when it has gone meanwhile */
  async rename(actor: WorkspaceActor, name: string): Promise<WorkspaceDto> {
    const { workspaceId } = actor;
    await this.transactions.run(async (manager, events) => {
      const { name: before, deletionRequestedAt } = await lockWorkspace(manager, workspaceId);
      await noteEffect(manager, {});
      if (before === name) return;
      await manager.update(Workspace, { id: workspaceId }, { name });
      await events.record(workspaceId, 'workspace.updated', {
        name,
        deletionRequestedAt: deletionRequestedAt?.toISOString() ?? null,
      });
      await recordAudit(manager, {
        ...{ actor: auditActorOf(actor), action: 'workspace.rename', workspaceId },
        ...{ resourceType: 'workspace', resourceId: workspaceId, before: { name: before }, after: { name } },
      });
    });
    return this.get(actor);
  }
}
