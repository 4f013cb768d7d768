import {
  Transactions,
  changeRole,
  endMembership,
  lockWorkspace,
  noteEffect,
  recordAudit,
  requireMember,
  requirePermission,
} from '@nora/domain';
import { validationFailed, type WorkspaceActor } from '@nora/http-kit';
import { Injectable } from '@nestjs/common';
import { auditActorOf } from '../core/audit-actor';
import type { WorkspaceDto } from '../workspaces/dto/workspace.dto';
import { WorkspacesService } from '../workspaces/workspaces.service';

/** What members decide about their own place in a workspace. */
@Injectable()
export class OwnershipService {
  constructor(
    private readonly workspaces: WorkspacesService,
    private readonly transactions: Transactions,
  ) {}

  /**
   * Makes a member owner and the caller admin.
   * @throws DomainError `validation_failed` when it is the caller; `not_found` when it is no member; `forbidden`
   */
  async transfer(actor: WorkspaceActor, userId: string): Promise<WorkspaceDto> {
    const { workspaceId } = actor;
    if (userId.toLowerCase() === actor.userId) {
      const message = 'The workspace is yours already. Name another member.';
      throw validationFailed([{ path: 'userId', code: 'own_id', message }]);
    }
    await this.transactions.run(async (manager, events) => {
      await lockWorkspace(manager, workspaceId);
      const caller = await requirePermission(manager, actor, 'workspaces:transfer');
      const successor = await requireMember(manager, { workspaceId, userId });
      await noteEffect(manager, {});
      await changeRole(manager, events, successor, 'owner');
      await changeRole(manager, events, caller, 'admin');
      await recordAudit(manager, {
        ...{ actor: auditActorOf(actor), action: 'workspace.transfer', workspaceId },
        ...{ resourceType: 'workspace', resourceId: workspaceId },
        before: { ownerId: caller.userId },
        after: { ownerId: successor.userId, previously: successor.role },
      });
    });
    return this.workspaces.get(actor);
  }

  /** @throws DomainError `not_found`, `last_owner` */
  async leave(actor: WorkspaceActor): Promise<void> {
    const { workspaceId, userId } = actor;
    await this.transactions.run(async (manager, events) => {
      await lockWorkspace(manager, workspaceId);
      const member = await requireMember(manager, actor);
      await noteEffect(manager, {});
      await endMembership(manager, events, member);
      await recordAudit(manager, {
        ...{ actor: auditActorOf(actor), action: 'member.leave', workspaceId },
        ...{ resourceType: 'member', resourceId: userId, before: { role: member.role }, after: null },
      });
    });
  }
}
