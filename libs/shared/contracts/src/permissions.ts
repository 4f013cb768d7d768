import { WORKSPACE_ROLES, type WorkspaceRole } from './roles';

/** What an API key can be allowed. A fixed set. */
export const API_KEY_SCOPES = [
  'agents:read',
  'agents:write',
  'workspaces:read',
  'monitoring:read',
  'integrations:read',
  'integrations:write',
] as const;
export type ApiKeyScope = (typeof API_KEY_SCOPES)[number];

/** What opens a permission: the least role, and the scope an API key needs. Without a scope keys are refused. */
interface WorkspaceRule {
  role: WorkspaceRole;
  scope: ApiKeyScope | null;
}

/** Permission × role × API-key scope, in a workspace. Guard, OpenAPI document and pages read this one table. */
export const WORKSPACE_PERMISSIONS = {
  'workspaces:read': { role: 'viewer', scope: 'workspaces:read' },
  'workspaces:leave': { role: 'viewer', scope: null },
  'workspaces:write': { role: 'admin', scope: null },
  'workspaces:transfer': { role: 'owner', scope: null },
  'workspaces:delete': { role: 'owner', scope: null },
  'members:read': { role: 'viewer', scope: 'workspaces:read' },
  'members:manage': { role: 'admin', scope: null },
  'keys:manage': { role: 'admin', scope: null },
  'audit:read': { role: 'admin', scope: null },
  'agents:read': { role: 'viewer', scope: 'agents:read' },
  'agents:logs': { role: 'viewer', scope: 'monitoring:read' },
  'agents:metrics': { role: 'viewer', scope: 'monitoring:read' },
  'agents:gateway': { role: 'viewer', scope: 'agents:read' },
  'chat:read': { role: 'viewer', scope: 'agents:read' },
  'files:read': { role: 'viewer', scope: 'agents:read' },
  'schedules:read': { role: 'viewer', scope: 'agents:read' },
  'providers:read': { role: 'viewer', scope: 'integrations:read' },
  'usage:read': { role: 'viewer', scope: 'monitoring:read' },
  'budgets:read': { role: 'viewer', scope: 'monitoring:read' },
  'agents:chat': { role: 'editor', scope: 'agents:write' },
  'agents:exec': { role: 'editor', scope: 'agents:write' },
  'files:write': { role: 'editor', scope: 'agents:write' },
  'schedules:write': { role: 'editor', scope: 'agents:write' },
  'agents:write': { role: 'editor', scope: 'agents:write' },
  'agent-secrets:read': { role: 'editor', scope: 'agents:write' },
  'agent-secrets:write': { role: 'editor', scope: 'agents:write' },
  'agent-models:stop': { role: 'editor', scope: 'agents:write' },
  'models:stop': { role: 'admin', scope: null },
  'providers:manage': { role: 'admin', scope: 'integrations:write' },
  'budgets:manage': { role: 'admin', scope: null },
} as const satisfies Record<string, WorkspaceRule>;
export type WorkspacePermission = keyof typeof WORKSPACE_PERMISSIONS;

/** What every account may do outside a workspace, and the scope an API key needs for it. */
export const ACCOUNT_PERMISSIONS = {
  'account:read': { scope: null },
  'account:manage': { scope: null },
  'invitations:accept': { scope: null },
  'workspaces:list': { scope: 'workspaces:read' },
  'workspaces:create': { scope: null },
  'catalog:read': { scope: 'agents:read' },
  'events:read': { scope: 'agents:read' },
  'credential:read': { scope: 'agents:read' },
  'mcp:use': { scope: 'agents:read' },
} as const satisfies Record<string, { scope: ApiKeyScope | null }>;
export type AccountPermission = keyof typeof ACCOUNT_PERMISSIONS;

/** Permissions on the whole installation; held by platform admins in a session, never by API keys. */
export const PLATFORM_PERMISSIONS = [
  'platform:read',
  'platform-settings:manage',
  'releases:check',
  'fleet:read',
  'fleet:operate',
  'queues:read',
  'queues:manage',
  'users:read',
  'users:manage',
  'tenants:read',
  'fleet-usage:read',
  'fleet-budgets:manage',
  'fleet-models:stop',
  'platform-audit:read',
] as const;
export type PlatformPermission = (typeof PLATFORM_PERMISSIONS)[number];

/** Everything a handler can ask for. */
export type Permission = WorkspacePermission | AccountPermission | PlatformPermission;

export function isWorkspacePermission(permission: Permission): permission is WorkspacePermission {
  return permission in WORKSPACE_PERMISSIONS;
}

export function isPlatformPermission(permission: Permission): permission is PlatformPermission {
  return (PLATFORM_PERMISSIONS as readonly string[]).includes(permission);
}

/** True when a member of this role holds the permission. */
export function roleAllows(role: WorkspaceRole, permission: WorkspacePermission): boolean {
  return roleIsAtLeast(role, WORKSPACE_PERMISSIONS[permission].role);
}

/** True when a role is the other one or more. */
export function roleIsAtLeast(role: WorkspaceRole, least: WorkspaceRole): boolean {
  return WORKSPACE_ROLES.indexOf(role) >= WORKSPACE_ROLES.indexOf(least);
}

/** The scope an API key needs for a permission; null where only a session will do. */
export function scopeFor(permission: Permission): ApiKeyScope | null {
  if (isPlatformPermission(permission)) return null;
  return isWorkspacePermission(permission)
    ? WORKSPACE_PERMISSIONS[permission].scope
    : ACCOUNT_PERMISSIONS[permission].scope;
}
