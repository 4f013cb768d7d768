import { BOUND_MODEL, type ModelApiShape } from '@nora/contracts';

/** What an address of the gateway is for. */
export interface GatewayRoute {
  shape: ModelApiShape;
  act: 'generate' | 'embed' | 'list';
  /** Below the base URL of a provider, with the given model where it is part of the address. */
  pathFor(model: string): string;
  /** Where the address names it: Gemini. Null where the body does. */
  model: string | null;
  /** Where the address says it: Gemini. */
  streamed: boolean;
}

const GEMINI_PREFIX = '/llm/v1beta/models';
/** Names of Gemini's models have no slash, but for the ones that are tuned or published by others. */
const GEMINI_CALL =
  /^\/llm\/v1beta\/models\/([^:]{1,200}):(generateContent|streamGenerateContent|embedContent)$/;

/**
 * What a request of an agent wants.
 * @param url path and query, as it came
 * @returns null when there is nothing at the address
 */
export function gatewayRoute(method: string, url: string): GatewayRoute | null {
  const [path = '', query = ''] = url.split('?', 2);
  const fixed = FIXED[`${method} ${path}`];
  if (fixed) return fixed;
  if (method === 'GET' && path === GEMINI_PREFIX) return list('google-generate');
  const [, named, verb] = (method === 'POST' && GEMINI_CALL.exec(path)) || [];
  if (named === undefined || verb === undefined) return null;
  const model = decoded(named);
  if (model === null) return null;
  const wantsEvents = new URLSearchParams(query).get('alt') === 'sse';
  return {
    shape: 'google-generate',
    act: verb === 'embedContent' ? 'embed' : 'generate',
    pathFor: (chosen) => `/models/${encodeURIComponent(chosen)}:${verb}${wantsEvents ? '?alt=sse' : ''}`,
    model,
    streamed: verb === 'streamGenerateContent',
  };
}

function decoded(name: string): string | null {
  try {
    return decodeURIComponent(name);
  } catch {
    return null;
  }
}

function post(shape: ModelApiShape, path: string, act: 'generate' | 'embed' = 'generate'): GatewayRoute {
  return { shape, act, pathFor: () => path, model: null, streamed: false };
}

function list(shape: ModelApiShape): GatewayRoute {
  return { shape, act: 'list', pathFor: () => '/models', model: BOUND_MODEL, streamed: false };
}

const FIXED: Readonly<Record<string, GatewayRoute>> = {
  'POST /llm/v1/chat/completions': post('openai-chat', '/chat/completions'),
  'POST /llm/v1/responses': post('openai-responses', '/responses'),
  'POST /llm/v1/messages': post('anthropic-messages', '/messages'),
  'POST /llm/v1/embeddings': post('openai-chat', '/embeddings', 'embed'),
  'GET /llm/v1/models': list('openai-chat'),
};
