import { createHash } from 'node:crypto';
import { composeReply, type ChatMessage } from './demo-reply';

export const DEMO_MODEL = 'demo-1';
const WORDS_PER_PIECE = 4;

/** What of a completion request the demo model looks at; tools and sampling are ignored. */
export interface CompletionRequest {
  model: string;
  messages: ChatMessage[];
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
    stream: body['stream'] === true,
    includeUsage: isRecord(options) && options['include_usage'] === true,
  };
}

/** The answer in one document. */
export function completion(request: CompletionRequest): object {
  const content = composeReply(request.messages);
  return {
    ...head(request, 'chat.completion'),
    choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
    usage: usageOf(request, content),
  };
}

/** The same answer in pieces, as `chat.completion.chunk` documents. */
export function completionChunks(request: CompletionRequest): object[] {
  const content = composeReply(request.messages);
  const base = head(request, 'chat.completion.chunk');
  const chunk = (delta: object, finish_reason: 'stop' | null = null) => ({
    ...base,
    choices: [{ index: 0, delta, finish_reason }],
    ...(request.includeUsage ? { usage: null } : {}),
  });
  const usage = { ...base, choices: [], usage: usageOf(request, content) };
  return [
    chunk({ role: 'assistant', content: '' }),
    ...piecesOf(content).map((piece) => chunk({ content: piece })),
    chunk({}, 'stop'),
    ...(request.includeUsage ? [usage] : []),
  ];
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
function usageOf({ messages }: CompletionRequest, content: string): object {
  const prompt_tokens = Math.ceil(JSON.stringify(messages).length / 4);
  const completion_tokens = Math.ceil(content.length / 4);
  return { prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
