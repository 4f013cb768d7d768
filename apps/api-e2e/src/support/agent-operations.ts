import type { CallOptions, Method } from './api-client';

const CONVERSATION = '/api/agents/{agentId}/chat/sessions/{sessionKey}';
const TALK = { sessionKey: 'agent:main:nora:1' };

const OPERATIONS: [Method, string, CallOptions?][] = [
  ['GET', '/api/agents/{agentId}'],
  ['DELETE', '/api/agents/{agentId}'],
  ['POST', '/api/agents/{agentId}/start'],
  ['POST', '/api/agents/{agentId}/stop'],
  ['POST', '/api/agents/{agentId}/restart'],
  ['POST', '/api/agents/{agentId}/redeploy'],
  ['PATCH', '/api/agents/{agentId}', { body: { name: 'Renamed' } }],
  ['POST', '/api/agents/{agentId}/rollback', { body: { version: 1 } }],
  ['POST', '/api/agents/{agentId}/duplicate', { body: { name: 'Copied', scope: 'config' } }],
  ['POST', '/api/agents/{agentId}/restore'],
  ['GET', '/api/agents/{agentId}/versions'],
  ['GET', '/api/agents/{agentId}/versions/{number}', { params: { number: '1' } }],
  ['GET', '/api/agents/{agentId}/versions/{a}/diff/{b}', { params: { a: '1', b: '1' } }],
  ['GET', '/api/agents/{agentId}/deployments'],
  ['GET', '/api/agents/{agentId}/logs'],
  ['GET', '/api/agents/{agentId}/logs/download'],
  ['POST', '/api/agents/{agentId}/gateway/chat', { body: { message: 'hello' } }],
  ['GET', '/api/agents/{agentId}/chat/sessions'],
  ['PATCH', CONVERSATION, { params: TALK, body: { title: 'Renamed' } }],
  ['DELETE', CONVERSATION, { params: TALK }],
  ['GET', `${CONVERSATION}/messages`, { params: TALK }],
  ['GET', `${CONVERSATION}/stream`, { params: TALK }],
  ['POST', `${CONVERSATION}/abort`, { params: TALK, body: {} }],
];

/** Everything that can be asked of one agent, with what has to be sent. */
export function agentOperations(agentId: string): [Method, string, CallOptions][] {
  return OPERATIONS.map(([method, path, { params, ...options } = {}]) => [
    ...([method, path] as const),
    { ...options, params: { ...params, agentId } },
  ]);
}
