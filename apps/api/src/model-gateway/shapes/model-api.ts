import type { ModelApiShape } from '@nora/contracts';

export type JsonObject = Record<string, unknown>;

/** What a provider says that a call has used. */
export interface ModelUsage {
  /** All of the input, what came from a cache or went into one included. */
  inputTokens: number;
  /** All of the output, reasoning included. */
  outputTokens: number;
  cachedInputTokens: number;
  /** Of the input, what the provider has put into its cache. */
  cacheWriteTokens: number;
  reasoningTokens: number;
}

/** What Nora has to know of a request, whichever API it is of. */
export interface RequestFacts {
  streamed: boolean;
  /** The most that it wants of the model, all answers together; null where it does not say. */
  maxOutputTokens: number | null;
  /** What the model is asked last, as text; empty where there is none. */
  lastAsked: string;
}

/**
 * Status of a call that somebody has to let go on. A runtime that is told 401 or 403 takes its key for a bad one: OpenClaw then
 * asks nobody for a minute or longer, and tells its person of its key instead of what Nora has said.
 */
export const LOCKED = 423;

/** Why Nora does not carry a call. */
export interface Refusal {
  status: number;
  /** Stable, e.g. `budget_exhausted`. */
  code: string;
  /** For a person: what happened, and what can be done. */
  message: string;
  /** When asking again may help. */
  resetsAt?: Date | null;
}

/** One of the APIs in which models are called: how its requests are read, its answers metered, its refusals said. */
export interface ModelApi {
  readonly shape: ModelApiShape;
  read(request: JsonObject): RequestFacts;
  /** Of an answer in one document. */
  usageOf(document: JsonObject): ModelUsage | null;
  /**
   * Of one event of a stream, with what was known before it.
   * @returns what was known, where the event says nothing of it
   */
  usageAfter(event: JsonObject, known: ModelUsage | null): ModelUsage | null;
  /** Whether an event may say anything of it, told from its text: most of them need not be read at all. */
  mayTellUsage(event: string): boolean;
  refusal(refusal: Refusal): JsonObject;
  /** A refusal in the middle of a stream. */
  refusalEvent(refusal: Refusal): string;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function objectIn(value: unknown, name: string): JsonObject {
  const inner = isObject(value) ? value[name] : null;
  return isObject(inner) ? inner : {};
}

export function objectsIn(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** A count that a provider gives; 0 for anything that is none. */
export function countIn(value: JsonObject, ...names: string[]): number {
  for (const name of names) {
    const count = value[name];
    if (typeof count === 'number' && Number.isFinite(count) && count > 0) return Math.floor(count);
  }
  return 0;
}

/** A limit that a request states; null for anything that is none. */
export function limitIn(value: JsonObject, ...names: string[]): number | null {
  return countIn(value, ...names) || null;
}

/** All text within a message: of a string, of parts, of the results of tools. Ids are left out: they are never twice the same. */
export function textWithin(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(textWithin).join('\n');
  if (!isObject(value)) return '';
  return ['text', 'content', 'output', 'parts', 'functionResponse', 'response', 'input', 'arguments']
    .map((name) => (name in value ? textWithin(value[name]) : ''))
    .filter((text) => text !== '')
    .join('\n');
}
