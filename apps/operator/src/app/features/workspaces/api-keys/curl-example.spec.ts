import { curlExample } from './curl-example';
import { openScopes } from './scopes';

const ORIGIN = 'https://nora.example.test';

describe('curlExample', () => {
  it('lists the agents of the workspace where that is allowed', () => {
    const example = curlExample(ORIGIN, 'w-1', { key: 'nora_x', scopes: ['workspaces:read', 'agents:read'] });
    expect(example).toBe(
      "curl -H 'Authorization: Bearer nora_x' 'https://nora.example.test/api/workspaces/w-1/agents'",
    );
  });

  it('knows a first call for every scope that can be given', () => {
    for (const { scope } of openScopes()) {
      expect(curlExample(ORIGIN, 'w-1', { key: 'nora_x', scopes: [scope] })).toMatch(/^curl .*nora_x/);
    }
  });

  it('says how it is sent where it is not a question', () => {
    const example = curlExample(ORIGIN, 'w-1', { key: 'nora_x', scopes: ['agents:write'] });
    expect(example).toContain('curl -X POST ');
    expect(example).toContain('/api/agents/AGENT_ID/restart');
  });
});
