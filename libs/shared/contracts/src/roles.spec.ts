import { WORKSPACE_PERMISSIONS, WORKSPACE_ROLES, WorkspacePermission, roleAllows } from './roles';

describe('workspace permissions', () => {
  it('lets a viewer read and nothing else', () => {
    const held = (Object.keys(WORKSPACE_PERMISSIONS) as WorkspacePermission[]).filter((permission) =>
      roleAllows('viewer', permission),
    );
    expect(held.sort()).toEqual(['agents:logs', 'agents:read', 'workspaces:read']);
  });

  it('never takes away a permission from a higher role', () => {
    for (const permission of Object.keys(WORKSPACE_PERMISSIONS) as WorkspacePermission[]) {
      const allowed = WORKSPACE_ROLES.map((role) => roleAllows(role, permission));
      expect(allowed).toEqual([...allowed].sort((a, b) => Number(a) - Number(b)));
    }
  });
});
