import { readUsage } from '../chat/token-usage';
import { toolInput, toolOutput } from '../chat/tool-event';
import { asCount, asInstant, asList, asRecord, asText, shortened } from '../rpc/read-value';
import type { ChatMessageDto, ChatPartDto, ChatRole } from './chat-message.dto';

const TEXT_LIMIT = 200_000;
const FAILURE_LIMIT = 500;
const ROLES: Record<string, ChatRole> = {
  user: 'user',
  assistant: 'assistant',
  toolResult: 'tool',
  tool: 'tool',
  system: 'system',
};

/** Reads a message of a transcript as OpenClaw keeps it; null where it has no name or nobody has said it. */
export function readMessage(value: unknown): ChatMessageDto | null {
  const message = asRecord(value);
  const kept = asRecord(message['__openclaw']);
  const id = asText(kept['id']);
  const role = ROLES[asText(message['role']) ?? ''];
  if (id === null || role === undefined) return null;
  const parts =
    role === 'tool' ? [resultOf(message)] : [...partsOf(message['content']), ...attachmentsOf(kept)];
  const usage = readUsage(message['usage']);
  const failure = asText(message['errorMessage']);
  const runId = asText(kept['runId']) ?? runOf(message['idempotencyKey']);
  return {
    ...{ id, role, parts },
    createdAt: asInstant(message['timestamp']) ?? asInstant(kept['recordTimestampMs']),
    ...(runId ? { runId } : {}),
    ...(usage ? { usage } : {}),
    ...(failure ? { failure: shortened(failure, FAILURE_LIMIT) } : {}),
  };
}

/**
 * Messages in the order of the transcript. A gateway may hand out one message as several rows of the same name, e.g. its
 * words and its calls: they are put together again.
 */
export function readMessages(values: unknown[]): ChatMessageDto[] {
  const messages = new Map<string, ChatMessageDto>();
  for (const message of values.map(readMessage)) {
    if (!message) continue;
    const known = messages.get(message.id);
    messages.set(message.id, known ? together(known, message) : message);
  }
  return [...messages.values()];
}

/** Rows of one message; a gateway puts the words first, though thoughts come before them. */
function together(known: ChatMessageDto, more: ChatMessageDto): ChatMessageDto {
  const parts = [...known.parts, ...more.parts];
  const isThought = ({ type }: ChatPartDto) => type === 'thinking';
  return {
    ...known,
    ...more,
    parts: [...parts.filter(isThought), ...parts.filter((part) => !isThought(part))],
  };
}

/** The run that a person's message began: its key is `<run>:user`. */
function runOf(idempotencyKey: unknown): string | null {
  return /^(.+):user$/.exec(asText(idempotencyKey) ?? '')?.[1] ?? null;
}

function partsOf(content: unknown): ChatPartDto[] {
  const text = asText(content);
  if (text) return [{ type: 'text', text: shortened(text, TEXT_LIMIT) }];
  return asList(content).map(asRecord).flatMap(partOf);
}

function partOf(part: Record<string, unknown>): ChatPartDto[] {
  const type = part['type'];
  if (type === 'text' || type === 'thinking') {
    const text = asText(part[type]);
    return text ? [{ type, text: shortened(text, TEXT_LIMIT) }] : [];
  }
  if (type === 'toolCall') {
    const [toolCallId, toolName] = [asText(part['id']), asText(part['name'])];
    if (!toolCallId || !toolName) return [];
    const input = toolInput(part['arguments']);
    return [{ type: 'tool-call', toolCallId, toolName, ...(input === undefined ? {} : { input }) }];
  }
  if (type !== 'image' && type !== 'audio' && type !== 'file') return [];
  const mediaType = asText(part['mimeType']);
  return [
    { type: 'attachment', name: asText(part['fileName']) ?? type, ...(mediaType ? { mediaType } : {}) },
  ];
}

function attachmentsOf(kept: Record<string, unknown>): ChatPartDto[] {
  return asList(kept['media'])
    .map(asRecord)
    .map((media) => {
      const [mediaType, sizeBytes] = [asText(media['contentType']), asCount(media['sizeBytes'])];
      return {
        type: 'attachment' as const,
        name: asText(media['fileName']) ?? asText(media['kind']) ?? 'file',
        ...(mediaType ? { mediaType } : {}),
        ...(sizeBytes === null ? {} : { sizeBytes }),
      };
    });
}

function resultOf(message: Record<string, unknown>): ChatPartDto {
  const [toolCallId, toolName] = [asText(message['toolCallId']), asText(message['toolName'])];
  const output = toolOutput(message['content']);
  return {
    type: 'tool-result',
    ...(toolCallId ? { toolCallId } : {}),
    ...(toolName ? { toolName } : {}),
    ...(output === undefined ? {} : { output }),
    isError: message['isError'] === true,
  };
}
