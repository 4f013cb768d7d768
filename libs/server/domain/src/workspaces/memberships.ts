import {
  DomainError,
  WORKSPACE_PERMISSIONS,
  roleAllows,
  type WorkspacePermission,
  type WorkspaceRole,
} from '@nora/contracts';
import type { EntityManager } from 'typeorm';
import { WorkspaceMember } from '../entities';
import type { EventLog } from '../events/event-log';

// Everything here expects that the caller has locked the workspace (`lockWorkspace`): so the last owner is known.

/** An account in a workspace. */
export type Place = Pick<WorkspaceMember, 'workspaceId' | 'userId'>;

/** @throws DomainError `not_found` when the account is no member */
export async function requireMember(
  manager: EntityManager,
  { workspaceId, userId }: Place,
): Promise<WorkspaceMember> {
  const member = await manager.findOneBy(WorkspaceMember, { workspaceId, userId });
  if (member) return member;
  throw new DomainError('not_found', 'There is no such member in this workspace.');
}

/**
 * The membership of somebody who must hold a permission now, whatever they held when the request came.
 * @throws DomainError `not_found` when they are no member any more, `forbidden`
 */
export async function requirePermission(
  manager: EntityManager,
  place: Place,
  permission: WorkspacePermission,
): Promise<WorkspaceMember> {
  const member = await requireMember(manager, place);
  if (roleAllows(member.role, permission)) return member;
  const { role: least } = WORKSPACE_PERMISSIONS[permission];
  const message = `You are ${member.role} of this workspace; this needs ${least} or more.`;
  throw new DomainError('forbidden', message);
}

/** Makes an account a member. */
export async function addMember(
  manager: EntityManager,
  events: EventLog,
  { workspaceId, userId }: Place,
  role: WorkspaceRole,
): Promise<void> {
  await manager.insert(WorkspaceMember, { workspaceId, userId, role });
  await events.record(workspaceId, 'membership.changed', { userId, role });
}

/** @throws DomainError `last_owner` */
export async function changeRole(
  manager: EntityManager,
  events: EventLog,
  member: WorkspaceMember,
  role: WorkspaceRole,
): Promise<void> {
  const { workspaceId, userId } = member;
  if (role !== 'owner') await refuseLastOwner(manager, member);
  await manager.update(WorkspaceMember, { workspaceId, userId }, { role });
  await events.record(workspaceId, 'membership.changed', { userId, role });
}

/**
 * Ends a membership. The API keys it stands behind go with it, by their foreign key.
 * @throws DomainError `last_owner`
 */
export async function endMembership(
  manager: EntityManager,
  events: EventLog,
  member: WorkspaceMember,
): Promise<void> {
  const { workspaceId, userId } = member;
  await refuseLastOwner(manager, member);
  await manager.delete(WorkspaceMember, { workspaceId, userId });
  await events.record(workspaceId, 'membership.changed', { userId, role: null });
}

async function refuseLastOwner(
  manager: EntityManager,
  { workspaceId, role }: WorkspaceMember,
): Promise<void> {
  if (role !== 'owner') return;
  const owners = await manager.countBy(WorkspaceMember, { workspaceId, role: 'owner' });
  if (owners > 1) return;
  const message = 'A workspace keeps one owner. Make somebody else an owner first, or delete the workspace.';
  throw new DomainError('last_owner', message);
}
