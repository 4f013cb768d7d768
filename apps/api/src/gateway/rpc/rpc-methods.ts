import type {
  ChannelsStatusParams,
  ChatAbortParams,
  ChatHistoryParams,
  CronListParams,
  ModelsListParams,
  SessionsCreateParams,
  SessionsDeleteParams,
  SessionsDescribeParams,
  SessionsListParams,
  SessionsPatchParams,
  SkillsStatusParams,
  ToolsCatalogParams,
} from '@openclaw/gateway-protocol';

/** A message for a conversation. `idempotencyKey` becomes the id of the run. */
export interface ChatSendParams {
  sessionKey: string;
  message: string;
  idempotencyKey: string;
  attachments?: { type: 'image' | 'file'; mimeType: string; fileName: string; content: string }[];
}

/** The days that are counted, to the end of today. Not among the published types. */
export interface UsageCostParams {
  days: number;
  mode: 'utc';
}

/**
 * Methods of an OpenClaw gateway that Nora calls, with what they take. What they answer comes from a runtime that may
 * be in anybody's hand: callers read it member by member.
 */
export interface RpcMethods {
  'channels.status': ChannelsStatusParams;
  'chat.abort': ChatAbortParams;
  'chat.history': ChatHistoryParams;
  'chat.send': ChatSendParams;
  'cron.list': CronListParams;
  'models.list': ModelsListParams;
  'sessions.create': SessionsCreateParams;
  'sessions.delete': SessionsDeleteParams;
  'sessions.describe': SessionsDescribeParams;
  'sessions.list': SessionsListParams;
  'sessions.patch': SessionsPatchParams;
  'sessions.subscribe': SessionsListParams;
  'skills.status': SkillsStatusParams;
  'tools.catalog': ToolsCatalogParams;
  'usage.cost': UsageCostParams;
}

export type RpcMethod = keyof RpcMethods;
