import { INVITABLE_ROLES, WORKSPACE_ROLES, type WorkspaceRole, roleAllows } from '@nora/contracts';

/** The roles that a member of one role may give to a member of another; empty where the role cannot be changed. */
export function assignableRoles(mine: WorkspaceRole, theirs: WorkspaceRole): readonly WorkspaceRole[] {
  if (!roleAllows(mine, 'members:manage')) return [];
  // Only an owner gives or takes ownership.
  if (mine === 'owner') return WORKSPACE_ROLES;
  return theirs === 'owner' ? [] : INVITABLE_ROLES;
}

/** True when a member of one role may take out a member of another. */
export function mayRemove(mine: WorkspaceRole, theirs: WorkspaceRole): boolean {
  return roleAllows(mine, 'members:manage') && (mine === 'owner' || theirs !== 'owner');
}
