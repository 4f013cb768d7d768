import {
  ACCOUNT_PERMISSIONS,
  PLATFORM_PERMISSIONS,
  WORKSPACE_PERMISSIONS,
  roleAllows,
  scopeFor,
  type Permission,
  type WorkspacePermission,
} from './permissions';
import { WORKSPACE_ROLES } from './roles';

const IN_WORKSPACE = Object.keys(WORKSPACE_PERMISSIONS) as WorkspacePermission[];
const ALL: Permission[] = [
  ...IN_WORKSPACE,
  ...(Object.keys(ACCOUNT_PERMISSIONS) as Permission[]),
  ...PLATFORM_PERMISSIONS,
];

describe('workspace permissions', () => {
  it('let a viewer read and leave, and nothing else', () => {
    const held = IN_WORKSPACE.filter((permission) => roleAllows('viewer', permission));
    expect(held.sort()).toEqual([
      'agents:gateway',
      'agents:logs',
      'agents:metrics',
      'agents:read',
      'budgets:read',
      'chat:read',
      'files:read',
      'members:read',
      'providers:read',
      'schedules:read',
      'usage:read',
      'workspaces:leave',
      'workspaces:read',
    ]);
  });

  it('let an editor operate agents and not manage people', () => {
    expect(roleAllows('editor', 'agents:write')).toBe(true);
    expect(roleAllows('editor', 'agents:chat')).toBe(true);
    expect(roleAllows('editor', 'members:manage')).toBe(false);
    expect(roleAllows('editor', 'keys:manage')).toBe(false);
  });

  it('keep the end of a workspace and its ownership to owners', () => {
    for (const permission of ['workspaces:delete', 'workspaces:transfer'] as const) {
      expect(WORKSPACE_ROLES.filter((role) => roleAllows(role, permission))).toEqual(['owner']);
    }
  });

  it('are never taken away from a higher role', () => {
    for (const permission of IN_WORKSPACE) {
      const allowed = WORKSPACE_ROLES.map((role) => roleAllows(role, permission));
      expect(allowed).toEqual([...allowed].sort((a, b) => Number(a) - Number(b)));
    }
  });
});

describe('API-key scopes', () => {
  it('open nothing that could make another credential, change who belongs where, or run the installation', () => {
    const sessionOnly = ALL.filter((permission) => scopeFor(permission) === null);
    expect(sessionOnly).toEqual(
      expect.arrayContaining([
        ...PLATFORM_PERMISSIONS,
        ...['keys:manage', 'members:manage', 'workspaces:write', 'workspaces:delete', 'workspaces:transfer'],
        ...['account:manage', 'account:read', 'invitations:accept', 'workspaces:create', 'audit:read'],
      ]),
    );
  });

  it('change something only where they say so', () => {
    const opened = ALL.filter((permission) => scopeFor(permission)?.endsWith(':read'));
    expect(opened.filter((permission) => /:(write|manage|chat|delete)$/.test(permission))).toEqual([]);
  });
});
