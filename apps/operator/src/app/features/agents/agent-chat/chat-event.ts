import type { ChatMessage, ChatUsage, SseMessage } from '@nora/data-access';

/** A step of a tool call, as the API streams it. */
export interface ToolStep {
  id: string;
  name: string;
  phase: 'start' | 'update' | 'result';
  input?: string;
  output?: string;
  isError?: boolean;
}

interface Ended {
  runId: string;
  stopped?: boolean;
  usage?: ChatUsage;
}

/** What happens in a conversation, as the API streams it. */
export type ChatEvent =
  | { event: 'start'; data: { sessionKey: string; runId: string } }
  | { event: 'status'; data: { phase: string } }
  | { event: 'thinking' | 'delta'; data: { text: string } }
  | { event: 'tool'; data: ToolStep }
  | { event: 'message'; data: ChatMessage }
  | { event: 'done'; data: Ended }
  | { event: 'error'; data: { code: string; detail: string } }
  | { event: 'missed'; data: { reason: string } }
  | { event: 'synced'; data: { running: boolean } }
  | { event: 'interrupted'; data: { detail: string } };

const EVENTS: ReadonlySet<string> = new Set<ChatEvent['event']>([
  ...(['start', 'status', 'thinking', 'delta', 'tool', 'message'] as const),
  ...(['done', 'error', 'missed', 'synced', 'interrupted'] as const),
]);

/** Events of a later release are passed over. */
export function isChatEvent(message: SseMessage): message is ChatEvent {
  return EVENTS.has(message.event);
}
