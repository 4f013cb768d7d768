import { roleIsAtLeast } from '@nora/contracts';
import type { WorkspaceActor } from '@nora/http-kit';
import type { GatewayRole } from '@nora/runtime-contract';

/**
 * As whom somebody meets the gateway of an agent. An API key never goes beyond editor: what admins alone do, such as
 * changing a configuration, keys cannot do anywhere.
 */
export function gatewayRoleOf({
  role,
  credential,
}: Pick<WorkspaceActor, 'role' | 'credential'>): GatewayRole {
  if (!roleIsAtLeast(role, 'editor')) return 'viewer';
  if (credential.kind === 'api-key') return credential.scopes.includes('agents:write') ? 'editor' : 'viewer';
  return roleIsAtLeast(role, 'admin') ? 'admin' : 'editor';
}
