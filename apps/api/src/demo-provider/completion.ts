import { createHash } from 'node:crypto';
import { composeReply, type ChatMessage, type DemoReply } from './demo-reply';

export const DEMO_MODEL = 'demo-1';
const WORDS_PER_PIECE = 4;
/** Between pieces: a model that streams takes its time. */
export const PIECE_PAUSE_MS = 20;

/** What of a completion request the demo model looks at; sampling is ignored. */
export interface CompletionRequest {
  model: string;
  messages: ChatMessage[];
  /** Names of the tools that are offered. */
  tools: string[];
  stream: boolean;
  includeUsage: boolean;
}

/** Reads a request of the OpenAI form; null when it has no messages. */
export function readRequest(body: unknown): CompletionRequest | null {
  if (!isRecord(body) || !Array.isArray(body['messages'])) return null;
  const options = body['stream_options'];
  return {
    model: typeof body['model'] === 'string' ? body['model'] : DEMO_MODEL,
    messages: (body['messages'] as unknown[]).filter(isRecord),
    tools: toolNames(body['tools']),
    stream: body['stream'] === true,
    includeUsage: isRecord(options) && options['include_usage'] === true,
  };
}

/** The answer in one document. */
export function completion(request: CompletionRequest): object {
  const reply = composeReply(request.messages, request.tools);
  const message = {
    role: 'assistant',
    content: reply.content,
    ...(reply.thinking === '' ? {} : { reasoning_content: reply.thinking }),
    ...toolCalls(reply),
  };
  return {
    ...head(request, 'chat.completion'),
    choices: [{ index: 0, message, finish_reason: finishOf(reply) }],
    usage: usageOf(request, reply),
  };
}

/** The same answer in pieces, as `chat.completion.chunk` documents. */
export function completionChunks(request: CompletionRequest): object[] {
  const reply = composeReply(request.messages, request.tools);
  const base = head(request, 'chat.completion.chunk');
  const chunk = (delta: object, finish_reason: 'stop' | 'tool_calls' | null = null) => ({
    ...base,
    choices: [{ index: 0, delta, finish_reason }],
    ...(request.includeUsage ? { usage: null } : {}),
  });
  const usage = { ...base, choices: [], usage: usageOf(request, reply) };
  return [
    chunk({ role: 'assistant', content: '' }),
    ...(reply.thinking === '' ? [] : piecesOf(reply.thinking)).map((piece) =>
      chunk({ reasoning_content: piece }),
    ),
    ...piecesOf(reply.content).map((piece) => chunk({ content: piece })),
    ...(reply.toolCall ? [chunk(toolCalls(reply))] : []),
    chunk({}, finishOf(reply)),
    ...(request.includeUsage ? [usage] : []),
  ];
}

function finishOf({ toolCall }: DemoReply): 'stop' | 'tool_calls' {
  return toolCall ? 'tool_calls' : 'stop';
}

function toolCalls({ toolCall }: DemoReply): object {
  if (!toolCall) return {};
  const { id, name, arguments: args } = toolCall;
  return { tool_calls: [{ index: 0, id, type: 'function', function: { name, arguments: args } }] };
}

function toolNames(tools: unknown): string[] {
  if (!Array.isArray(tools)) return [];
  return tools.flatMap((tool: unknown) => {
    const named = isRecord(tool) ? tool['function'] : null;
    return isRecord(named) && typeof named['name'] === 'string' ? [named['name']] : [];
  });
}

/** Text in pieces of a few words, nothing lost. */
export function piecesOf(text: string): string[] {
  const words = text.split(/(?<= )/);
  const pieces: string[] = [];
  for (let at = 0; at < words.length; at += WORDS_PER_PIECE) {
    pieces.push(words.slice(at, at + WORDS_PER_PIECE).join(''));
  }
  return pieces;
}

function head({ model, messages }: CompletionRequest, object: string): object {
  const digest = createHash('sha256').update(JSON.stringify(messages)).digest('hex').slice(0, 24);
  return { id: `chatcmpl-${digest}`, object, created: Math.floor(Date.now() / 1000), model };
}

/** Four characters are about one token; exactness does not matter to anyone here. */
function usageOf({ messages }: CompletionRequest, { thinking, content, toolCall }: DemoReply): object {
  const prompt_tokens = Math.ceil(JSON.stringify(messages).length / 4);
  const said = thinking.length + content.length + (toolCall?.arguments.length ?? 0);
  const completion_tokens = Math.ceil(said / 4);
  return { prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
