import type { ErrorCode } from '@nora/contracts';
import type { ChatMessageDto } from '../chat-sessions/chat-message.dto';
import type { TokenUsage } from './token-usage';

/** What happens in a conversation, as Nora tells it to everybody who looks. */
export type ChatEvent =
  | { event: 'start'; data: { sessionKey: string; runId: string } }
  /** What the runtime does before and between words, e.g. `starting_model`. */
  | { event: 'status'; data: { phase: string } }
  | { event: 'thinking'; data: { text: string } }
  | { event: 'delta'; data: { text: string } }
  | { event: 'tool'; data: ToolEvent }
  /** Somebody's message has been written down. */
  | { event: 'message'; data: ChatMessageDto }
  | { event: 'done'; data: { sessionKey: string; runId: string; stopped?: true; usage?: TokenUsage } }
  | { event: 'error'; data: { code: ErrorCode; detail: string } }
  /** The reader was too slow, or the connection to the agent was lost for a while: read the history again. */
  | { event: 'missed'; data: { reason: 'slow' | 'reconnected' } }
  /** All that goes on right now has been told, and what comes from here on is new. */
  | { event: 'synced'; data: { running: boolean } }
  /** The connection to the agent is lost. Nora tries to get it back. */
  | { event: 'interrupted'; data: { detail: string } };

/** A step of a tool call. Input and output are JSON or plain text, shortened where they are very long. */
export interface ToolEvent {
  id: string;
  name: string;
  phase: 'start' | 'update' | 'result';
  input?: string;
  output?: string;
  isError?: boolean;
}
