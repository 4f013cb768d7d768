import { MODEL_PROVIDER_KINDS, type DomainError } from '@nora/contracts';
import { OutboundHttp, isOutboundFault, type OutboundResponse } from '@nora/outbound-http';
import { Injectable } from '@nestjs/common';
import { readListedModels, type ListedModel } from './listed-models';
import { ProviderFault } from './provider-fault';
import { baseUrlOf, providerHeaders, type ProviderPlace } from './provider-place';
import { providerWords } from './refusal-words';

const LIST_MS = 10_000;
/** A server of one's own may have to load the model first. */
const ANSWER_MS = 30_000;
/** Lists of resellers have hundreds of models with prices and descriptions. */
const MOST_LIST_BYTES = 8 * 1024 * 1024;
/** Google's and Anthropic's lists come in pages unless they are asked for all at once. */
const ALL_AT_ONCE: Partial<Record<ProviderPlace['kind'], string>> = {
  google: '?pageSize=1000',
  anthropic: '?limit=1000',
};
/** Where there is no such page. */
const NO_LIST = [404, 405, 501];

interface Asked {
  method: 'GET' | 'POST';
  path: string;
  body?: object;
  timeoutMs: number;
}

/** Asks providers what they have, and whether they answer. */
@Injectable()
export class ProviderClient {
  constructor(private readonly http: OutboundHttp) {}

  /**
   * @returns null where the provider has no list
   * @throws ProviderFault
   */
  async listModels(place: ProviderPlace): Promise<ListedModel[] | null> {
    const path = `/models${ALL_AT_ONCE[place.kind] ?? ''}`;
    const answer = await this.ask(place, { method: 'GET', path, timeoutMs: LIST_MS });
    if (NO_LIST.includes(answer.status)) return null;
    refuseUnlessWell(place, answer, null);
    const models = readListedModels(place.kind, jsonOf(answer));
    if (models) return models;
    throw new ProviderFault('not_such_an_api', 'baseUrl', notSuchAnApi(place));
  }

  /**
   * Has a model say one word.
   * @throws ProviderFault
   */
  async tryModel(place: ProviderPlace, model: string): Promise<void> {
    const answer = await this.ask(place, {
      ...shortestCall(place, model),
      method: 'POST',
      timeoutMs: ANSWER_MS,
    });
    refuseUnlessWell(place, answer, model);
    const body = jsonOf(answer);
    if (typeof body === 'object' && body !== null) return;
    throw new ProviderFault('not_such_an_api', 'baseUrl', notSuchAnApi(place));
  }

  private async ask(
    place: ProviderPlace,
    { method, path, body, timeoutMs }: Asked,
  ): Promise<OutboundResponse> {
    const base = baseUrlOf(place);
    if (base === null) throw new Error('a provider without an address is asked');
    try {
      return await this.http.request({
        ...{ url: base + path, method, timeoutMs, maxResponseBytes: MOST_LIST_BYTES },
        headers: { ...providerHeaders(place), ...(body ? { 'content-type': 'application/json' } : {}) },
        body: body ? JSON.stringify(body) : null,
      });
    } catch (error) {
      throw isOutboundFault(error) ? unreached(error) : error;
    }
  }
}

function shortestCall({ kind }: ProviderPlace, model: string): { path: string; body: object } {
  const messages = [{ role: 'user', content: 'Hi' }];
  switch (MODEL_PROVIDER_KINDS[kind].shapes[0]) {
    case 'anthropic-messages':
      return { path: '/messages', body: { model, max_tokens: 1, messages } };
    case 'google-generate': {
      const contents = [{ role: 'user', parts: [{ text: 'Hi' }] }];
      const path = `/models/${encodeURIComponent(model)}:generateContent`;
      return { path, body: { contents, generationConfig: { maxOutputTokens: 1 } } };
    }
    case 'openai-chat': {
      // OpenAI refuses the older name for its reasoning models; many others do not know the newer one.
      const limit = kind === 'openai' || kind === 'azure-foundry' ? 'max_completion_tokens' : 'max_tokens';
      return { path: '/chat/completions', body: { model, messages, [limit]: 1 } };
    }
  }
}

function unreached(error: DomainError): ProviderFault {
  const code =
    error.code === 'outbound_refused'
      ? 'address_not_allowed'
      : error.code === 'outbound_timeout'
        ? 'timed_out'
        : 'unreachable';
  return new ProviderFault(code, 'baseUrl', error.message, { cause: error });
}

/** @param model that was asked; null when it was for the list */
function refuseUnlessWell(place: ProviderPlace, answer: OutboundResponse, model: string | null): void {
  const { status } = answer;
  if (status >= 200 && status < 300) return;
  const { label } = MODEL_PROVIDER_KINDS[place.kind];
  const words = providerWords(answer.body, place.apiKey);
  const said = words === null ? '' : ` It says: ${words}`;
  if (status >= 300 && status < 400) {
    const message = `This address answers with a redirect (${status}), which is not followed. Give the address that it leads to.`;
    throw new ProviderFault('redirected', 'baseUrl', message);
  }
  if (status === 401 || status === 403) {
    throw place.apiKey === null
      ? new ProviderFault('key_missing', 'apiKey', `${label} asks for a key (${status}).${said}`)
      : new ProviderFault('key_refused', 'apiKey', `${label} does not take this key (${status}).${said}`);
  }
  if (status === 402 || status === 429) {
    throw new ProviderFault(
      'quota_exhausted',
      'apiKey',
      `${label} takes no more calls with this key for now (${status}).${said}`,
    );
  }
  if (status >= 500) {
    throw new ProviderFault('provider_failed', 'baseUrl', `${label} has failed (${status}).${said}`);
  }
  if (model !== null) {
    throw new ProviderFault(
      'model_unknown',
      'defaultModel',
      `${label} does not answer for the model “${model}” (${status}).${said}`,
    );
  }
  throw new ProviderFault('key_refused', 'apiKey', `${label} refuses the call (${status}).${said}`);
}

function jsonOf({ body }: OutboundResponse): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return null;
  }
}

function notSuchAnApi(place: ProviderPlace): string {
  const { label } = MODEL_PROVIDER_KINDS[place.kind];
  return `What answers at ${baseUrlOf(place) ?? 'this address'} is not an API as ${label} has it. Does the address end with its version?`;
}
