import type { IncomingHttpHeaders } from 'node:http';

export type JsonObject = Record<string, unknown>;

/** What a test provider counts a call as. */
export interface ToldUsage {
  /** All of the input. */
  input: number;
  /** All of the output. */
  output: number;
  cached: number;
  reasoning: number;
}

/** What a test provider says. */
export interface ModelReply {
  model: string;
  text: string;
  /** Of the text, when it is streamed. */
  pieces: string[];
  /** A call of a tool instead of the text. */
  tool: { name: string; arguments: JsonObject } | null;
  /** Null for a provider that does not tell it. */
  usage: ToldUsage | null;
  /** Whether it is to be told in a stream of OpenAI Chat Completions. */
  includeUsage: boolean;
}

/** One of the APIs of models, spoken from the side of a provider. */
export interface Dialect {
  /** Of a path below the base URL. */
  matches(path: string): boolean;
  /** Whether the path asks for a stream. */
  streamsAt(path: string): boolean;
  keyIn(headers: IncomingHttpHeaders): string | undefined;
  modelOf(path: string, body: JsonObject): string;
  /** The last thing that was said, and whether it is what a tool has answered. */
  lastOf(body: JsonObject): { text: string; isToolResult: boolean };
  toolsOf(body: JsonObject): string[];
  document(reply: ModelReply): JsonObject;
  /** Events of a stream, each as it goes over the wire. */
  events(reply: ModelReply): string[];
  error(status: number, message: string): JsonObject;
}

export function objectOf(value: unknown): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}

export function objectsOf(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.map(objectOf) : [];
}

/** All text of a message's content. */
export function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return objectsOf(content)
    .map(({ text, content: inner }) => (typeof text === 'string' ? text : textOf(inner)))
    .join('\n');
}

export function dataEvent(data: object, name?: string): string {
  return `${name === undefined ? '' : `event: ${name}\n`}data: ${JSON.stringify(data)}\n\n`;
}
