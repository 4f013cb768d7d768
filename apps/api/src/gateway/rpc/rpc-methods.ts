import type {
  ChatAbortParams,
  ChatHistoryParams,
  SessionsCreateParams,
  SessionsDeleteParams,
  SessionsDescribeParams,
  SessionsListParams,
  SessionsPatchParams,
} from '@openclaw/gateway-protocol';

/** A message for a conversation. `idempotencyKey` becomes the id of the run. */
export interface ChatSendParams {
  sessionKey: string;
  message: string;
  idempotencyKey: string;
  attachments?: { type: 'image' | 'file'; mimeType: string; fileName: string; content: string }[];
}

/**
 * Methods of an OpenClaw gateway that Nora calls, with what they take. What they answer comes from a runtime that may
 * be in anybody's hand: callers read it member by member.
 */
export interface RpcMethods {
  'chat.abort': ChatAbortParams;
  'chat.history': ChatHistoryParams;
  'chat.send': ChatSendParams;
  'sessions.create': SessionsCreateParams;
  'sessions.delete': SessionsDeleteParams;
  'sessions.describe': SessionsDescribeParams;
  'sessions.list': SessionsListParams;
  'sessions.patch': SessionsPatchParams;
  'sessions.subscribe': SessionsListParams;
}

export type RpcMethod = keyof RpcMethods;
