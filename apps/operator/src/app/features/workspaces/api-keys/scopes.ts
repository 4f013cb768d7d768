import {
  ACCOUNT_PERMISSIONS,
  API_KEY_SCOPES,
  type AccountPermission,
  type ApiKeyScope,
  WORKSPACE_PERMISSIONS,
  type WorkspacePermission,
} from '@nora/contracts';

/** The permissions that some scope opens. */
type OpenedOf<Permission extends string, Table extends Record<Permission, { scope: ApiKeyScope | null }>> = {
  [P in Permission]: Table[P]['scope'] extends null ? never : P;
}[Permission];
type OpenedPermission =
  | OpenedOf<WorkspacePermission, typeof WORKSPACE_PERMISSIONS>
  | OpenedOf<AccountPermission, typeof ACCOUNT_PERMISSIONS>;

/** What each of them allows; one without words does not compile. */
const PERMITS: Readonly<Record<OpenedPermission, string>> = {
  'workspaces:list': 'list the workspace',
  'workspaces:read': 'see its name and counts',
  'members:read': 'see its members',
  'agents:read': 'see agents, their versions and deployments',
  'catalog:read': 'see what can be deployed',
  'events:read': 'follow what happens',
  'credential:read': 'see what the key itself opens',
  'mcp:use': 'use the tools of MCP, each with the scope that it needs',
  'agents:write': 'deploy, change, start, stop and delete agents',
  'agents:logs': 'read the logs of agents',
  'agents:metrics': 'see what agents use of their machine',
  'agents:gateway': 'look at the gateway of agents',
  'agents:chat': 'talk to agents',
  'agents:exec': 'run commands in agents',
  'chat:read': 'read the conversations of agents',
  'files:read': 'read the files of agents',
  'files:write': 'change the files of agents',
  'schedules:read': 'see the schedules of agents',
  'schedules:write': 'change the schedules of agents',
  'providers:read': 'see the providers of models, without their keys',
  'providers:manage': 'set up, change and delete providers of models',
  'usage:read': 'see what models are used and what they cost',
  'budgets:read': 'see budgets and what is spent of them',
  'agent-secrets:read': 'see the names of the secrets of agents',
  'agent-secrets:write': 'change the secrets of agents',
  'agent-models:stop': 'stop and resume the models of agents',
};

/** A scope that can be given to a key, and what a key may do with it. */
export interface ScopeChoice {
  scope: ApiKeyScope;
  permits: readonly string[];
}

/** The scopes that open something in this release: one that opens nothing would promise what is not there. */
export function openScopes(): ScopeChoice[] {
  const rules = Object.entries({ ...WORKSPACE_PERMISSIONS, ...ACCOUNT_PERMISSIONS });
  return API_KEY_SCOPES.flatMap((scope) => {
    const permits = rules.flatMap(([permission, rule]) =>
      rule.scope === scope ? [PERMITS[permission as OpenedPermission]] : [],
    );
    return permits.length > 0 ? [{ scope, permits }] : [];
  });
}
