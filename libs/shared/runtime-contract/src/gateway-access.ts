import { createHmac } from 'node:crypto';

/** As whom Nora meets a gateway on behalf of somebody. */
export const GATEWAY_ROLES = ['viewer', 'editor', 'admin'] as const;
export type GatewayRole = (typeof GATEWAY_ROLES)[number];

/** How the names of conversations begin in which a deployment asks an agent whether it answers. */
export const VERIFY_SESSION_PREFIX = 'nora-verify-';

/** What each role may do inside OpenClaw (`docs/gateway/operator-scopes.md` of its package). */
export const GATEWAY_SCOPES: Record<GatewayRole, readonly string[]> = {
  viewer: ['operator.read'],
  editor: ['operator.read', 'operator.write', 'operator.questions'],
  admin: [
    'operator.read',
    'operator.write',
    'operator.questions',
    'operator.approvals',
    'operator.pairing',
    'operator.admin',
  ],
};

/** What the gateway takes for the origin of its pages, whatever Nora's own address is: Nora checks the real one. */
export const GATEWAY_ORIGIN = 'https://console.nora.invalid';

/** An address of no host at all (RFC 5737): a gateway learns nothing of who is behind Nora. */
const CALLER_ADDRESS = '192.0.2.1';

/** Below which path of Nora the pages of an agent's gateway lie. */
export function gatewayBasePath(agentId: string): string {
  return `/api/agents/${agentId}/gateway`;
}

/** Name under which OpenClaw knows a role. */
export function gatewayIdentity(role: GatewayRole): string {
  return `${role}@nora.local`;
}

/**
 * Name of the header in which a gateway looks for who is calling. Whatever else runs on a host may reach a port
 * there, so the address of a caller proves nothing: knowing this name does.
 */
export function gatewayHeaderName(gatewayToken: string): string {
  return `x-nora-${createHmac('sha256', gatewayToken).update('gateway-header').digest('hex').slice(0, 40)}`;
}

/** Headers that let a request in as this role, over HTTP and WebSocket, with the scopes of the role and no more. */
export function gatewayHeaders(gatewayToken: string, role: GatewayRole): Record<string, string> {
  return {
    [gatewayHeaderName(gatewayToken)]: gatewayIdentity(role),
    // OpenClaw gives an HTTP request every scope unless it names fewer.
    'x-openclaw-scopes': GATEWAY_SCOPES[role].join(','),
    'x-forwarded-for': CALLER_ADDRESS,
    'x-forwarded-proto': 'https',
    'x-forwarded-host': new URL(GATEWAY_ORIGIN).host,
  };
}
