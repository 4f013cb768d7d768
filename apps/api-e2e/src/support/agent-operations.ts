import type { CallOptions, Method } from './api-client';

/** Everything that can be asked of one agent. */
export const AGENT_OPERATIONS: [Method, string, CallOptions?][] = [
  ['GET', '/api/agents/{agentId}'],
  ['DELETE', '/api/agents/{agentId}'],
  ['POST', '/api/agents/{agentId}/start'],
  ['POST', '/api/agents/{agentId}/stop'],
  ['POST', '/api/agents/{agentId}/restart'],
  ['POST', '/api/agents/{agentId}/redeploy'],
  ['GET', '/api/agents/{agentId}/deployments'],
  ['GET', '/api/agents/{agentId}/logs'],
  ['POST', '/api/agents/{agentId}/gateway/chat', { body: { message: 'hello' } }],
];
