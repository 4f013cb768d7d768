/** Roles of a workspace member, from least to most. */
export const WORKSPACE_ROLES = ['viewer', 'editor', 'admin', 'owner'] as const;
export type WorkspaceRole = (typeof WORKSPACE_ROLES)[number];

/** Roles of an account on the whole installation. */
export const PLATFORM_ROLES = ['user', 'admin'] as const;
export type PlatformRole = (typeof PLATFORM_ROLES)[number];

/** Permission → the least workspace role that has it. The guard and the UIs read this one table. */
export const WORKSPACE_PERMISSIONS = {
  'workspaces:read': 'viewer',
  'agents:read': 'viewer',
  'agents:logs': 'viewer',
  'agents:chat': 'editor',
  'agents:write': 'editor',
} as const satisfies Record<string, WorkspaceRole>;
export type WorkspacePermission = keyof typeof WORKSPACE_PERMISSIONS;

/** Permissions on the whole installation; held by platform admins. */
export const PLATFORM_PERMISSIONS = ['platform:read', 'queues:read', 'queues:manage'] as const;
export type PlatformPermission = (typeof PLATFORM_PERMISSIONS)[number];

/** True when a member of this role holds the permission. */
export function roleAllows(role: WorkspaceRole, permission: WorkspacePermission): boolean {
  return WORKSPACE_ROLES.indexOf(role) >= WORKSPACE_ROLES.indexOf(WORKSPACE_PERMISSIONS[permission]);
}
