import {
  countIn,
  isObject,
  limitIn,
  objectIn,
  objectsIn,
  textWithin,
  type JsonObject,
  type ModelApi,
  type ModelUsage,
  type Refusal,
} from './model-api';

/** Anthropic Messages. What comes from its cache or goes into it is counted beside the input. */
export const ANTHROPIC_MESSAGES: ModelApi = {
  shape: 'anthropic-messages',
  read: (request) => ({
    streamed: request['stream'] === true,
    maxOutputTokens: limitIn(request, 'max_tokens'),
    lastAsked: textWithin(objectsIn(request['messages']).at(-1)),
  }),
  usageOf: (document) => usageOf(document['usage']),
  usageAfter: (event, known) => {
    if (event['type'] === 'message_start') return usageOf(objectIn(event, 'message')['usage']) ?? known;
    // Counts of the end are of the whole message; it may say anew what the beginning has said of the input.
    return event['type'] === 'message_delta' ? later(event['usage'], known) : known;
  },
  mayTellUsage: (event) => event.includes('"usage"'),
  refusal,
  refusalEvent: (why) => `event: error\ndata: ${JSON.stringify(refusal(why))}\n\n`,
};

function usageOf(usage: unknown): ModelUsage | null {
  if (!isObject(usage)) return null;
  const cachedInputTokens = countIn(usage, 'cache_read_input_tokens');
  const cacheWriteTokens = countIn(usage, 'cache_creation_input_tokens');
  return {
    inputTokens: countIn(usage, 'input_tokens') + cachedInputTokens + cacheWriteTokens,
    outputTokens: countIn(usage, 'output_tokens'),
    cachedInputTokens,
    cacheWriteTokens,
    reasoningTokens: 0,
  };
}

function later(usage: unknown, known: ModelUsage | null): ModelUsage | null {
  const said = usageOf(usage);
  if (!said || !known) return said ?? known;
  const outputTokens = Math.max(said.outputTokens, known.outputTokens);
  return said.inputTokens > 0 ? { ...said, outputTokens } : { ...known, outputTokens };
}

/** As Anthropic refuses (docs.anthropic.com, Errors). */
function refusal({ status, code, message, resetsAt }: Refusal): JsonObject {
  return {
    type: 'error',
    error: {
      ...{ type: TYPES[status] ?? (status < 500 ? 'invalid_request_error' : 'api_error'), message, code },
      ...(resetsAt ? { resets_at: resetsAt.toISOString() } : {}),
    },
  };
}

const TYPES: Record<number, string> = {
  401: 'authentication_error',
  403: 'permission_error',
  404: 'not_found_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
};
