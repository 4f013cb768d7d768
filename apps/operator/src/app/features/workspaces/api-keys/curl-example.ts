import type { ApiKeyScope } from '@nora/contracts';

/** A first call that the scopes allow; where it needs an agent or a provider, `AGENT_ID` or `PROVIDER_ID` stands for it. */
const FIRST_CALLS: readonly { scope: ApiKeyScope; method: 'GET' | 'POST'; path: string }[] = [
  { scope: 'agents:read', method: 'GET', path: '/api/workspaces/WORKSPACE_ID/agents' },
  { scope: 'workspaces:read', method: 'GET', path: '/api/workspaces/WORKSPACE_ID' },
  { scope: 'monitoring:read', method: 'GET', path: '/api/agents/AGENT_ID/logs' },
  { scope: 'integrations:read', method: 'GET', path: '/api/workspaces/WORKSPACE_ID/providers' },
  { scope: 'agents:write', method: 'POST', path: '/api/agents/AGENT_ID/restart' },
  {
    scope: 'integrations:write',
    method: 'POST',
    path: '/api/workspaces/WORKSPACE_ID/providers/PROVIDER_ID/test',
  },
];

/** A command that uses a key; null when nothing that its scopes allow can be tried. */
export function curlExample(
  origin: string,
  workspaceId: string,
  { key, scopes }: { key: string; scopes: readonly ApiKeyScope[] },
): string | null {
  const call = FIRST_CALLS.find(({ scope }) => scopes.includes(scope));
  if (!call) return null;
  const url = origin + call.path.replace('WORKSPACE_ID', workspaceId);
  const method = call.method === 'GET' ? '' : `-X ${call.method} `;
  return `curl ${method}-H 'Authorization: Bearer ${key}' '${url}'`;
}
