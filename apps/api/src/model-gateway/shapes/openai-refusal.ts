import type { JsonObject, Refusal } from './model-api';

/** As OpenAI refuses (platform.openai.com, Error codes). */
export function openaiRefusal({ status, code, message, resetsAt }: Refusal): JsonObject {
  return {
    error: {
      message,
      type: TYPES[status] ?? (status < 500 ? 'invalid_request_error' : 'server_error'),
      param: null,
      code,
    },
    ...(resetsAt ? { resets_at: resetsAt.toISOString() } : {}),
  };
}

const TYPES: Record<number, string> = {
  401: 'authentication_error',
  403: 'permission_error',
  429: 'rate_limit_error',
};
