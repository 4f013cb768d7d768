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
} from './model-api';
import { openaiRefusal } from './openai-refusal';

/** OpenAI Chat Completions, which most other providers speak as well; and embeddings, whose answers count alike. */
export const OPENAI_CHAT: ModelApi = {
  shape: 'openai-chat',
  read: (request) => {
    const each = limitIn(request, 'max_completion_tokens', 'max_tokens');
    return {
      streamed: request['stream'] === true,
      maxOutputTokens: each === null ? null : each * (limitIn(request, 'n') ?? 1),
      lastAsked: textWithin(objectsIn(request['messages']).at(-1)),
    };
  },
  usageOf: (document) => usageOf(document['usage']),
  usageAfter: (event, known) =>
    // Groq says it in a member of its own.
    usageOf(event['usage']) ?? usageOf(objectIn(event, 'x_groq')['usage']) ?? known,
  // Where usage is asked for, every event but the last says that there is none yet.
  mayTellUsage: (event) => /"usage":\s*\{/.test(event),
  refusal: openaiRefusal,
  refusalEvent: (refusal) => `data: ${JSON.stringify(openaiRefusal(refusal))}\n\n`,
};

/** Whether an event says what was used and nothing else. */
export function isUsageAlone(event: JsonObject): boolean {
  const { choices, usage } = event;
  return isObject(usage) && Array.isArray(choices) && choices.length === 0;
}

function usageOf(usage: unknown): ModelUsage | null {
  if (!isObject(usage)) return null;
  return {
    inputTokens: countIn(usage, 'prompt_tokens'),
    outputTokens: countIn(usage, 'completion_tokens'),
    // DeepSeek has a name of its own for it.
    cachedInputTokens:
      countIn(objectIn(usage, 'prompt_tokens_details'), 'cached_tokens') ||
      countIn(usage, 'prompt_cache_hit_tokens'),
    cacheWriteTokens: 0,
    reasoningTokens: countIn(objectIn(usage, 'completion_tokens_details'), 'reasoning_tokens'),
  };
}
