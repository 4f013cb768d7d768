import {
  countIn,
  isObject,
  limitIn,
  objectIn,
  objectsIn,
  textWithin,
  type ModelApi,
  type ModelUsage,
} from './model-api';
import { openaiRefusal } from './openai-refusal';

/** OpenAI Responses. */
export const OPENAI_RESPONSES: ModelApi = {
  shape: 'openai-responses',
  read: (request) => {
    const { input } = request;
    return {
      streamed: request['stream'] === true,
      maxOutputTokens: limitIn(request, 'max_output_tokens'),
      lastAsked: typeof input === 'string' ? input : textWithin(objectsIn(input).at(-1)),
    };
  },
  usageOf: (document) => usageOf(document['usage']),
  usageAfter: (event, known) => usageOf(objectIn(event, 'response')['usage']) ?? known,
  mayTellUsage: (event) => event.includes('"usage"'),
  refusal: openaiRefusal,
  refusalEvent: (refusal) => {
    const { code, message } = refusal;
    const event = { type: 'error', code, message, param: null, sequence_number: 0 };
    return `event: error\ndata: ${JSON.stringify(event)}\n\n`;
  },
};

function usageOf(usage: unknown): ModelUsage | null {
  if (!isObject(usage)) return null;
  return {
    inputTokens: countIn(usage, 'input_tokens'),
    outputTokens: countIn(usage, 'output_tokens'),
    cachedInputTokens: countIn(objectIn(usage, 'input_tokens_details'), 'cached_tokens'),
    cacheWriteTokens: 0,
    reasoningTokens: countIn(objectIn(usage, 'output_tokens_details'), 'reasoning_tokens'),
  };
}
