import type { IncomingHttpHeaders } from 'node:http';
import { anthropicMessages } from './anthropic-messages';
import type { Dialect, JsonObject } from './dialect';
import { googleGenerate } from './google-generate';
import { openaiChat } from './openai-chat';
import { openaiResponses } from './openai-responses';

const DIALECTS: Dialect[] = [openaiChat, openaiResponses, anthropicMessages, googleGenerate];
const MODEL = 'gpt-x';

/** In which API a test provider is talked to: lists and embeddings are told by the address, or by the key's place. */
export function dialectOf(path: string, headers: IncomingHttpHeaders): Dialect {
  const found = DIALECTS.find((one) => one.matches(path));
  if (found) return found;
  if (path.startsWith('/v1beta/')) return googleGenerate;
  return headers['x-api-key'] === undefined ? openaiChat : anthropicMessages;
}

/** The one key that came, where its API wants it; undefined when it came elsewhere, or another came beside it. */
export function onlyKeyIn(dialect: Dialect, headers: IncomingHttpHeaders): string | undefined {
  const { authorization, 'x-api-key': x, 'x-goog-api-key': google, 'api-key': azure } = headers;
  const given = [authorization, x, google, azure].filter((one) => one !== undefined);
  return given.length === 1 ? dialect.keyIn(headers) : undefined;
}

/** The models of a test provider, as an API lists them. */
export function modelList(dialect: Dialect): JsonObject {
  if (dialect === googleGenerate) {
    const limits = { inputTokenLimit: 32_000, outputTokenLimit: 4_000 };
    const supportedGenerationMethods = ['generateContent', 'countTokens'];
    return {
      models: [{ name: `models/${MODEL}`, displayName: 'GPT X', ...limits, supportedGenerationMethods }],
    };
  }
  if (dialect === anthropicMessages) {
    const model = { type: 'model', id: MODEL, display_name: 'GPT X', created_at: '2026-01-01T00:00:00Z' };
    return { data: [model], has_more: false, first_id: MODEL, last_id: MODEL };
  }
  return { object: 'list', data: [{ id: MODEL, object: 'model', created: 0, owned_by: 'test' }] };
}
