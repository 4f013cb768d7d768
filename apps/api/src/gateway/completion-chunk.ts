/** Tokens of a turn, as the runtime counts them. */
export interface Usage {
  promptTokens: number;
  completionTokens: number;
  totalTokens: number;
}

/** What one piece of an OpenAI completion stream says. */
export interface CompletionChunk {
  text: string;
  usage: Usage | null;
  error: string | null;
}

/** The end mark of an OpenAI stream. */
export const END_OF_COMPLETION = '[DONE]';

/** Reads one piece; null when it is not JSON of the known form. */
export function parseChunk(data: string): CompletionChunk | null {
  const chunk = parse(data);
  if (!isRecord(chunk)) return null;
  const [choice] = Array.isArray(chunk['choices']) ? (chunk['choices'] as unknown[]) : [];
  const delta = isRecord(choice) && isRecord(choice['delta']) ? choice['delta'] : {};
  return {
    text: typeof delta['content'] === 'string' ? delta['content'] : '',
    usage: usageOf(chunk['usage']),
    error: faultOf(chunk['error']),
  };
}

function faultOf(error: unknown): string | null {
  if (error === undefined || error === null) return null;
  const message = isRecord(error) ? error['message'] : undefined;
  return typeof message === 'string' ? message : 'unknown fault';
}

function usageOf(usage: unknown): Usage | null {
  if (!isRecord(usage)) return null;
  const count = (name: string) => (typeof usage[name] === 'number' ? usage[name] : 0);
  return {
    promptTokens: count('prompt_tokens'),
    completionTokens: count('completion_tokens'),
    totalTokens: count('total_tokens'),
  };
}

function parse(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return null;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
