import {
  type ChatMessage,
  type ChatPart,
  type ChatUsage,
  ProblemError,
  toUserProblem,
} from '@nora/data-access';

import { type ChatEntry, type EntryPart, newEntry, withTool } from './chat-entry';

const FROM = { user: 'person', assistant: 'agent', tool: 'agent', system: 'system' } as const;

/** A transcript as it is read: what the agent said, thought and did in one turn stands together. */
export function toEntries(messages: readonly ChatMessage[]): readonly ChatEntry[] {
  const entries: ChatEntry[] = [];
  for (const message of messages) {
    const last = entries.at(-1);
    if (last && belongs(last, message)) entries[entries.length - 1] = joined(last, message);
    else entries.push(joined(entryOf(message), message));
  }
  return entries;
}

/** Puts messages that were read again in the place of those that are known; others stay. */
export function mergeMessages(
  known: readonly ChatMessage[],
  read: readonly ChatMessage[],
): readonly ChatMessage[] {
  const ids = new Set(read.map(({ id }) => id));
  return [...known.filter(({ id }) => !ids.has(id)), ...read];
}

function entryOf({ id, role, createdAt, runId }: ChatMessage): ChatEntry {
  return newEntry(id, FROM[role], { at: createdAt, runId: runId ?? null });
}

function belongs({ from, runId }: ChatEntry, message: ChatMessage): boolean {
  if (from !== 'agent' || FROM[message.role] !== 'agent') return false;
  return runId === null || message.runId === undefined || runId === message.runId;
}

function joined(entry: ChatEntry, { parts, usage, failure, runId }: ChatMessage): ChatEntry {
  return {
    ...entry,
    runId: entry.runId ?? runId ?? null,
    parts: parts.reduce(withPart, entry.parts),
    usage: addUsage(entry.usage, usage ?? null),
    ...(failure === undefined ? {} : failed(failure)),
  };
}

function failed(detail: string): Pick<ChatEntry, 'state' | 'problem'> {
  const problem = toUserProblem(new ProblemError(502, { code: 'runtime_refused', detail }, null));
  return { state: 'failed', problem: { ...problem, title: 'The agent failed', retryable: false } };
}

function withPart(parts: readonly EntryPart[], part: ChatPart): readonly EntryPart[] {
  switch (part.type) {
    case 'text':
    case 'thinking':
      return [...parts, { type: part.type, text: part.text ?? '' }];
    case 'tool-call':
      return withTool(parts, {
        id: part.toolCallId ?? '',
        name: part.toolName ?? '',
        input: part.input ?? '',
      });
    case 'tool-result':
      return withTool(parts, {
        ...{ id: part.toolCallId ?? '', name: part.toolName ?? '', output: part.output ?? '' },
        state: part.isError ? 'failed' : 'done',
      });
    case 'attachment':
      return [
        ...parts,
        {
          ...{ type: 'attachment', name: part.name ?? 'file', mediaType: part.mediaType ?? '' },
          sizeBytes: part.sizeBytes ?? null,
        },
      ];
  }
}

function addUsage(one: ChatUsage | null, other: ChatUsage | null): ChatUsage | null {
  if (!one || !other) return one ?? other;
  return {
    promptTokens: one.promptTokens + other.promptTokens,
    completionTokens: one.completionTokens + other.completionTokens,
    totalTokens: one.totalTokens + other.totalTokens,
  };
}
