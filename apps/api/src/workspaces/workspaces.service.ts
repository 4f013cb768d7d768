import { DomainError } from '@nora/contracts';
import {
  Transactions,
  Workspace,
  changesOf,
  createWorkspace,
  isTimeZone,
  lockWorkspace,
  noteEffect,
  recordAudit,
} from '@nora/domain';
import {
  decodeCursor,
  pageOf,
  validationFailed,
  type Page,
  type PageQueryDto,
  type Principal,
  type WorkspaceActor,
} from '@nora/http-kit';
import { Injectable } from '@nestjs/common';
import { moveToTimeZone } from '../budgets/budget-periods';
import { auditActorOf } from '../core/audit-actor';
import type { WorkspaceDto } from './dto/workspace.dto';
import type { ChangeWorkspaceDto } from './dto/write-workspace.dto';
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

  /** @throws DomainError `validation_failed`, `not_found` when it has gone meanwhile */
  async change(actor: WorkspaceActor, body: ChangeWorkspaceDto): Promise<WorkspaceDto> {
    const { workspaceId } = actor;
    if (body.timeZone !== undefined) await this.requireTimeZone(body.timeZone);
    await this.transactions.run(async (manager, events) => {
      const workspace = await lockWorkspace(manager, workspaceId);
      await noteEffect(manager, {});
      const facts = changed(factsOf(workspace), body);
      const { before, after } = changesOf(factsOf(workspace), facts);
      if (before === null) return;
      const write = async (): Promise<void> => {
        await manager.update(Workspace, { id: workspaceId }, facts);
      };
      if (facts.timeZone === workspace.timeZone) await write();
      else await moveToTimeZone(manager, workspaceId, write);
      await events.record(workspaceId, 'workspace.updated', {
        name: facts.name,
        deletionRequestedAt: workspace.deletionRequestedAt?.toISOString() ?? null,
      });
      const action = Object.keys(before).join() === 'name' ? 'workspace.rename' : 'workspace.change';
      await recordAudit(manager, {
        ...{ actor: auditActorOf(actor), action, workspaceId },
        ...{ resourceType: 'workspace', resourceId: workspaceId, before, after },
      });
    });
    return this.get(actor);
  }

  /** Both those who count and those who show must know it. */
  private async requireTimeZone(name: string): Promise<void> {
    if (isTimeZone(name) && (await this.workspaces.knowsTimeZone(name))) return;
    const message = 'timeZone must be a name like Europe/Berlin or UTC.';
    throw validationFailed([{ path: 'timeZone', code: 'unknown_time_zone', message }]);
  }
}

/** What of a workspace can be changed. */
type WorkspaceFacts = Pick<Workspace, 'name' | 'timeZone' | 'unknownPrice'>;

function factsOf({ name, timeZone, unknownPrice }: Workspace): WorkspaceFacts {
  return { name, timeZone, unknownPrice };
}

function changed(before: WorkspaceFacts, body: ChangeWorkspaceDto): WorkspaceFacts {
  const { name, timeZone, unknownPrice } = body;
  return {
    name: name ?? before.name,
    timeZone: timeZone ?? before.timeZone,
    unknownPrice: unknownPrice ?? before.unknownPrice,
  };
}
