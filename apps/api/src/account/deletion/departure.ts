import { DomainError, type WorkspaceRole } from '@nora/contracts';
import {
  IS_HELD,
  Workspace,
  changeRole,
  endMembership,
  endWorkspace,
  findHeldAgents,
  recordAudit,
  requireMember,
  type AuditActor,
  type EventLog,
} from '@nora/domain';
import type { EntityManager } from 'typeorm';
import type { Fate, SoleOwned } from './workspace-decisions';

/** A workspace that an account is in. */
export interface Place extends SoleOwned {
  role: WorkspaceRole;
  soleOwner: boolean;
}

interface Row {
  id: string;
  name: string;
  role: WorkspaceRole;
  sole_owner: boolean;
  empty_personal: boolean;
  successor_ids: string[];
}

/** Locks the workspaces an account is in, and tells what it is there. What is changed about them waits until then. */
export async function lockPlaces(manager: EntityManager, userId: string): Promise<Place[]> {
  await manager.query(
    `SELECT FROM workspaces w JOIN workspace_members m ON m.workspace_id = w.id
     WHERE m.user_id = $1 AND w.deleted_at IS NULL ORDER BY w.id FOR NO KEY UPDATE OF w`,
    [userId],
  );
  return placesOf(manager, userId);
}

/** The same without a lock. */
export async function placesOf(manager: EntityManager, userId: string): Promise<Place[]> {
  const rows = await manager.query<Row[]>(
    `SELECT w.id, w.name, m.role,
       m.role = 'owner' AND NOT EXISTS (SELECT FROM workspace_members o
         WHERE o.workspace_id = w.id AND o.role = 'owner' AND o.user_id <> $1) AS sole_owner,
       w.personal AND NOT EXISTS (SELECT FROM workspace_members o WHERE o.workspace_id = w.id AND o.user_id <> $1)
         AND NOT EXISTS (SELECT FROM agents a WHERE a.workspace_id = w.id AND ${IS_HELD}) AS empty_personal,
       ARRAY(SELECT u.id FROM workspace_members o JOIN users u ON u.id = o.user_id AND u.disabled_at IS NULL
         WHERE o.workspace_id = w.id AND o.user_id <> $1) AS successor_ids
     FROM workspace_members m JOIN workspaces w ON w.id = m.workspace_id AND w.deleted_at IS NULL
     WHERE m.user_id = $1 ORDER BY w.id`,
    [userId],
  );
  return rows.map(({ id, name, role, ...row }) => ({
    ...{ id, name, role, soleOwner: row.sole_owner },
    ...{ emptyPersonal: row.empty_personal, successorIds: row.successor_ids },
  }));
}

/** An account that leaves every workspace, and who makes it leave. */
export class Departure {
  constructor(
    private readonly manager: EntityManager,
    private readonly events: EventLog,
    private readonly userId: string,
    private readonly actor: AuditActor,
  ) {}

  /**
   * Hands over or ends what only the account owns, and leaves the rest. The workspaces are locked.
   * @throws DomainError `workspace_not_empty`
   */
  async leave(places: readonly Place[], fates: readonly Fate[]): Promise<void> {
    for (const place of places) {
      const fate = fates.find(({ id }) => id === place.id);
      if (fate && fate.successorId === null) {
        await this.end(place);
      } else {
        if (fate?.successorId) await this.handOver(place.id, fate.successorId);
        await this.leaveOne(place);
      }
    }
  }

  private async end({ id, name }: Place): Promise<void> {
    if ((await findHeldAgents(this.manager, id)).length > 0) {
      const message = `The workspace “${name}” holds agents. Delete them first, or hand it over.`;
      throw new DomainError('workspace_not_empty', message);
    }
    const workspace = await this.manager.findOneByOrFail(Workspace, { id });
    await endWorkspace(this.manager, this.events, workspace, this.actor);
  }

  private async handOver(workspaceId: string, successorId: string): Promise<void> {
    const successor = await requireMember(this.manager, { workspaceId, userId: successorId });
    const { role: previously } = successor;
    await changeRole(this.manager, this.events, successor, 'owner');
    await recordAudit(this.manager, {
      ...{ actor: this.actor, action: 'workspace.transfer', workspaceId },
      ...{ resourceType: 'workspace', resourceId: workspaceId, before: { ownerId: this.userId } },
      after: { ownerId: successorId, previously },
    });
  }

  private async leaveOne({ id: workspaceId, role }: Place): Promise<void> {
    const { userId } = this;
    const member = await requireMember(this.manager, { workspaceId, userId });
    await endMembership(this.manager, this.events, member);
    await recordAudit(this.manager, {
      ...{ actor: this.actor, action: 'member.leave', workspaceId, details: { accountDeleted: true } },
      ...{ resourceType: 'member', resourceId: userId, before: { role }, after: null },
    });
  }
}
