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

/** Gemini `generateContent`. Whether it streams is in the address. */
export const GOOGLE_GENERATE: ModelApi = {
  shape: 'google-generate',
  read: (request) => {
    const config = { ...objectIn(request, 'generation_config'), ...objectIn(request, 'generationConfig') };
    const each = limitIn(config, 'maxOutputTokens', 'max_output_tokens');
    return {
      streamed: false,
      maxOutputTokens:
        each === null ? null : each * (limitIn(config, 'candidateCount', 'candidate_count') ?? 1),
      lastAsked: textWithin(objectsIn(request['contents']).at(-1)),
    };
  },
  usageOf: (document) => usageOf(document['usageMetadata']),
  // Each part of the answer counts all that came before it as well.
  usageAfter: (event, known) => usageOf(event['usageMetadata']) ?? known,
  mayTellUsage: (event) => event.includes('"usageMetadata"'),
  refusal,
  refusalEvent: (why) => `data: ${JSON.stringify(refusal(why))}\n\n`,
};

function usageOf(usage: unknown): ModelUsage | null {
  if (!isObject(usage)) return null;
  const reasoningTokens = countIn(usage, 'thoughtsTokenCount');
  return {
    inputTokens: countIn(usage, 'promptTokenCount') + countIn(usage, 'toolUsePromptTokenCount'),
    outputTokens: countIn(usage, 'candidatesTokenCount') + reasoningTokens,
    cachedInputTokens: countIn(usage, 'cachedContentTokenCount'),
    cacheWriteTokens: 0,
    reasoningTokens,
  };
}

/** As Google refuses (cloud.google.com, API design guide, Errors). */
function refusal({ status, code, message, resetsAt }: Refusal): JsonObject {
  const metadata = resetsAt ? { resetsAt: resetsAt.toISOString() } : {};
  return {
    error: {
      ...{
        code: status,
        message,
        status: STATUSES[status] ?? (status < 500 ? 'INVALID_ARGUMENT' : 'INTERNAL'),
      },
      details: [
        { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: code, domain: 'nora', metadata },
      ],
    },
  };
}

const STATUSES: Record<number, string> = {
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  429: 'RESOURCE_EXHAUSTED',
  502: 'UNAVAILABLE',
  503: 'UNAVAILABLE',
  504: 'DEADLINE_EXCEEDED',
};
