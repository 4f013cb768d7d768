import { IsNull, Not, type EntityManager } from 'typeorm';
import { WORKER_ACTOR, recordAudit, type AuditActor } from '../audit/audit';
import { Workspace, WorkspaceMember } from '../entities';
import type { EventLog } from '../events/event-log';
import type { Transactions } from '../transactions';
import { IS_HELD, findHeldAgents } from './held-agents';

/**
 * Ends a workspace that holds no agents, and that the caller has locked: its members and with them their API keys
 * are gone, open invitations are withdrawn, its slug is free. The row stays for what still points to it.
 */
export async function endWorkspace(
  manager: EntityManager,
  events: EventLog,
  { id, name, slug }: Workspace,
  actor: AuditActor,
): Promise<void> {
  const members = await manager.findBy(WorkspaceMember, { workspaceId: id });
  await manager.delete(WorkspaceMember, { workspaceId: id });
  const withdrawn = await manager.query<[unknown[], number]>(
    `UPDATE workspace_invitations SET revoked_at = now(), updated_at = now()
     WHERE workspace_id = $1 AND accepted_at IS NULL AND revoked_at IS NULL`,
    [id],
  );
  await manager.update(Workspace, { id }, { deletedAt: () => 'now()' });
  for (const { userId } of members) {
    await events.record(id, 'membership.changed', { userId, role: null });
  }
  await recordAudit(manager, {
    ...{ actor, action: 'workspace.delete', workspaceId: id, resourceType: 'workspace', resourceId: id },
    before: { name, slug, members: members.map(({ userId, role }) => ({ userId, role })) },
    after: null,
    details: { invitationsRevoked: withdrawn[1] },
  });
}

/**
 * Ends the workspaces that are being deleted and whose last agent has gone.
 * @returns their ids
 */
export async function endEmptiedWorkspaces(transactions: Transactions): Promise<string[]> {
  const emptied = await transactions.dataSource.query<{ id: string }[]>(
    `SELECT w.id FROM workspaces w WHERE w.deletion_requested_at IS NOT NULL AND w.deleted_at IS NULL
       AND NOT EXISTS (SELECT 1 FROM agents a WHERE a.workspace_id = w.id AND ${IS_HELD})`,
  );
  const ended: string[] = [];
  for (const { id } of emptied) {
    if (await transactions.run((manager, events) => endEmptied(manager, events, id))) ended.push(id);
  }
  return ended;
}

/** Somebody may have kept it meanwhile, or another worker ended it. */
async function endEmptied(manager: EntityManager, events: EventLog, id: string): Promise<boolean> {
  const workspace = await manager.findOne(Workspace, {
    where: { id, deletionRequestedAt: Not(IsNull()), deletedAt: IsNull() },
    lock: { mode: 'for_no_key_update' },
  });
  if (!workspace || (await findHeldAgents(manager, id)).length > 0) return false;
  await endWorkspace(manager, events, workspace, WORKER_ACTOR);
  return true;
}
