import type { ChatUsage, UserProblem } from '@nora/data-access';

/** A call of a tool with what became of it. */
export interface ToolPart {
  type: 'tool';
  id: string;
  name: string;
  input: string;
  output: string;
  state: 'running' | 'done' | 'failed' | 'unknown';
}

export interface AttachmentPart {
  type: 'attachment';
  name: string;
  mediaType: string;
  sizeBytes: number | null;
}

/** A piece of what somebody said or did. */
export type EntryPart = { type: 'text' | 'thinking'; text: string } | ToolPart | AttachmentPart;

/** What one side said in one go. */
export interface ChatEntry {
  id: string;
  from: 'person' | 'agent' | 'system';
  at: string | null;
  /** The turn it belongs to. */
  runId: string | null;
  parts: readonly EntryPart[];
  state: 'done' | 'running' | 'stopped' | 'failed';
  /** What the agent does while it says nothing, in words. */
  doing: string;
  usage: ChatUsage | null;
  problem: UserProblem | null;
}

/** An entry of which nothing is known but whose it is. */
export function newEntry(id: string, from: ChatEntry['from'], more: Partial<ChatEntry> = {}): ChatEntry {
  return {
    ...{ id, from, at: null, runId: null, parts: [], state: 'done', doing: '', usage: null, problem: null },
    ...more,
  };
}

/** What was said of it, without thoughts and calls. */
export function textOf({ parts }: ChatEntry): string {
  return parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n\n');
}

/** Adds text to the last part where that is of the same kind, and a new part elsewhere. */
export function withText(
  parts: readonly EntryPart[],
  type: 'text' | 'thinking',
  text: string,
): readonly EntryPart[] {
  const last = parts.at(-1);
  if (last?.type === type) return [...parts.slice(0, -1), { type, text: last.text + text }];
  // A new paragraph after a call needs no space above it.
  const begun = text.replace(/^\n+/, '');
  return begun === '' ? parts : [...parts, { type, text: begun }];
}

/** Puts a call among the parts, or what became of it into its place. */
export function withTool(
  parts: readonly EntryPart[],
  { id, ...change }: Partial<ToolPart> & { id: string },
): readonly EntryPart[] {
  const known = parts.some((part) => part.type === 'tool' && part.id === id);
  if (!known) {
    const call: ToolPart = { type: 'tool', id, name: '', input: '', output: '', state: 'unknown' };
    return [...parts, { ...call, ...change }];
  }
  return parts.map((part) => (part.type === 'tool' && part.id === id ? { ...part, ...change } : part));
}
