import { API_KEY_SCOPES, WORKSPACE_PERMISSIONS, isWorkspacePermission, scopeFor } from '@nora/contracts';

import { openScopes } from './scopes';

describe('openScopes', () => {
  it('are those that some permission asks for, in their order, each with what it permits', () => {
    const asked = new Set(
      Object.keys(WORKSPACE_PERMISSIONS).map((permission) =>
        scopeFor(permission as keyof typeof WORKSPACE_PERMISSIONS),
      ),
    );
    const scopes = openScopes().map(({ scope }) => scope);
    expect(scopes).toEqual(API_KEY_SCOPES.filter((scope) => asked.has(scope)));
    expect(scopes.length).toBeGreaterThan(0);
    for (const { permits } of openScopes()) {
      expect(permits.length).toBeGreaterThan(0);
      expect(permits).not.toContain(undefined);
    }
  });

  it('offer nothing that a key can never do', () => {
    expect(isWorkspacePermission('keys:manage') && scopeFor('keys:manage')).toBeNull();
    expect(JSON.stringify(openScopes())).not.toContain('API key');
  });
});
