import { GATEWAY_ROLES, GATEWAY_SCOPES, gatewayHeaderName, gatewayHeaders } from './gateway-access';

describe('what lets Nora into a gateway', () => {
  it('is a header whose name nobody can tell from the agent', () => {
    expect(gatewayHeaderName('one')).toMatch(/^x-nora-[0-9a-f]{40}$/);
    expect(gatewayHeaderName('one')).not.toBe(gatewayHeaderName('two'));
  });

  it('names the scopes of the role, because a gateway would give all of them otherwise', () => {
    const headers = gatewayHeaders('token', 'viewer');
    expect(headers[gatewayHeaderName('token')]).toBe('viewer@nora.local');
    expect(headers['x-openclaw-scopes']).toBe('operator.read');
    expect(JSON.stringify(headers)).not.toContain('"token"');
  });

  it('lets a role do whatever a lesser one may', () => {
    const [viewer, editor, admin] = GATEWAY_ROLES.map((role) => GATEWAY_SCOPES[role]);
    expect(editor).toEqual(expect.arrayContaining([...(viewer ?? [])]));
    expect(admin).toEqual(expect.arrayContaining([...(editor ?? [])]));
    expect(editor).not.toContain('operator.admin');
  });
});
