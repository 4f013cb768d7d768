import type { ApiKeyScope, WorkspaceRole } from '@nora/contracts';
import type { Credential } from '@nora/http-kit';
import { gatewayRoleOf } from './gateway-role';

const session: Credential = { kind: 'session', id: 's' };
const key = (...scopes: ApiKeyScope[]): Credential => ({
  ...{ kind: 'api-key', id: 'k', label: 'nora_…', workspaceId: 'w' },
  scopes,
});

describe('gatewayRoleOf', () => {
  it.each<[WorkspaceRole, Credential, string]>([
    ['viewer', session, 'viewer'],
    ['editor', session, 'editor'],
    ['admin', session, 'admin'],
    ['owner', session, 'admin'],
    ['owner', key('agents:read'), 'viewer'],
    ['owner', key('agents:read', 'agents:write'), 'editor'],
    ['viewer', key('agents:read', 'agents:write'), 'viewer'],
  ])('lets %s with a %j in as %s', (role, credential, expected) => {
    expect(gatewayRoleOf({ role, credential })).toBe(expected);
  });
});
