import { DomainError, type WorkspaceRole } from '@nora/contracts';
import {
  Transactions,
  changeRole,
  endMembership,
  lockWorkspace,
  noteEffect,
  recordAudit,
  requireMember,
  requirePermission,
  type WorkspaceMember,
} from '@nora/domain';
import { decodeCursor, pageOf, type Page, type WorkspaceActor } from '@nora/http-kit';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { auditActorOf } from '../core/audit-actor';
import type { ListMembersQueryDto, MemberDto } from './dto/member.dto';
import { toMemberDto } from './members.mapper';
import { MembersRepository } from './members.repository';

const SORT = 'name';

/** Who belongs to a workspace, and as what. */
@Injectable()
export class MembersService {
  constructor(
    private readonly members: MembersRepository,
    private readonly transactions: Transactions,
  ) {}

  /** Members by name. */
  async list(workspaceId: string, { q = '', limit, cursor }: ListMembersQueryDto): Promise<Page<MemberDto>> {
    const after = decodeCursor(cursor, SORT);
    const rows = await this.members.list(workspaceId, { q, after, limit: limit + 1 });
    const { items, nextCursor } = pageOf(rows, limit, SORT, ({ user_id, sort_key }) => ({
      key: sort_key,
      id: user_id,
    }));
    return { items: items.map(toMemberDto), nextCursor };
  }

  /** @throws DomainError `not_found`, `forbidden` when ownership is not the caller's to give or take, `last_owner` */
  async change(actor: WorkspaceActor, userId: string, role: WorkspaceRole): Promise<MemberDto> {
    await this.transactions.run(async (manager, events) => {
      const member = await this.begin(manager, actor, userId, role);
      if (member.role === role) return;
      await changeRole(manager, events, member, role);
      await recordAudit(manager, {
        ...{ actor: auditActorOf(actor), action: 'member.change-role', workspaceId: actor.workspaceId },
        ...{ resourceType: 'member', resourceId: userId, before: { role: member.role }, after: { role } },
      });
    });
    const row = await this.members.find(actor.workspaceId, userId);
    if (!row) throw new DomainError('not_found', 'They have left this workspace meanwhile.');
    return toMemberDto(row);
  }

  /** @throws DomainError `not_found`, `forbidden`, `last_owner` */
  async remove(actor: WorkspaceActor, userId: string): Promise<void> {
    await this.transactions.run(async (manager, events) => {
      const member = await this.begin(manager, actor, userId, null);
      await endMembership(manager, events, member);
      await recordAudit(manager, {
        ...{ actor: auditActorOf(actor), action: 'member.remove', workspaceId: actor.workspaceId },
        ...{ resourceType: 'member', resourceId: userId, before: { role: member.role }, after: null },
      });
    });
  }

  /** The member who is to be something else, or nothing any more, as the caller may decide now. */
  private async begin(
    manager: EntityManager,
    actor: WorkspaceActor,
    userId: string,
    role: WorkspaceRole | null,
  ): Promise<WorkspaceMember> {
    const { workspaceId } = actor;
    await lockWorkspace(manager, workspaceId);
    const caller = await requirePermission(manager, actor, 'members:manage');
    const member = await requireMember(manager, { workspaceId, userId });
    if (caller.role !== 'owner' && (role === 'owner' || member.role === 'owner')) {
      throw new DomainError('forbidden', 'Only an owner decides who is an owner.');
    }
    await noteEffect(manager, {});
    return member;
  }
}
