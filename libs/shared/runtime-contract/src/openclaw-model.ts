import {
  BOUND_MODEL,
  MODEL_PROVIDER_KINDS,
  type ModelApiShape,
  type ModelDelivery,
  type ModelProviderId,
} from '@nora/contracts';
import { RUNTIME_SECRET_VARIABLES } from './contract';

/** The model that an agent is bound to, as far as its runtime has to know. */
export interface RuntimeModel {
  kind: ModelProviderId;
  /** As the provider calls it; a runtime that asks Nora does not hear of it. */
  model: string;
  delivery: ModelDelivery;
  /** Of the provider, up to and with the version; null for that of its kind. */
  baseUrl: string | null;
}

/** A provider with one model, in the words of `openclaw.json`. */
export interface OpenclawModel {
  provider: string;
  modelId: string;
  settings: object;
}

/** How OpenClaw calls a way of talking to a model (`docs/concepts/model-providers` of its package). */
interface Api {
  name: string;
  contextWindow: number;
  /** Only where the API asks for it; elsewhere the model itself knows best how much it may write. */
  maxTokens?: number;
  reasoning: boolean;
  compat?: object;
}

const APIS: Readonly<Record<ModelApiShape, Api>> = {
  'openai-chat': {
    ...{ name: 'openai-completions', contextWindow: 128_000, reasoning: true },
    // By itself it asks only providers on the same machine for the usage. Not every model takes a degree of effort.
    compat: { supportsUsageInStreaming: true, supportsReasoningEffort: false },
  },
  'openai-responses': { name: 'openai-responses', contextWindow: 128_000, reasoning: false },
  'anthropic-messages': {
    ...{ name: 'anthropic-messages', contextWindow: 200_000, maxTokens: 8_192, reasoning: false },
  },
  'google-generate': { name: 'google-generative-ai', contextWindow: 1_000_000, reasoning: false },
};

const MODEL_KEY = `\${${RUNTIME_SECRET_VARIABLES.modelKey}}`;

/**
 * How OpenClaw is told of the model of its agent. Through Nora a model has one name, whichever it is, so that the
 * runtime need not hear of another one of the same shape.
 */
export function openclawModel(of: RuntimeModel, noraUrl: string): OpenclawModel {
  return of.kind !== 'demo' && of.delivery === 'direct'
    ? directModel({ ...of, kind: of.kind })
    : boundModel(of.kind, noraUrl);
}

function boundModel(kind: ModelProviderId, noraUrl: string): OpenclawModel {
  const shape = kind === 'demo' ? 'openai-chat' : MODEL_PROVIDER_KINDS[kind].shapes[0];
  const baseUrl = `${noraUrl}/llm/${shape === 'google-generate' ? 'v1beta' : 'v1'}`;
  return {
    provider: 'nora',
    modelId: BOUND_MODEL,
    settings: settingsOf(shape, { baseUrl, id: BOUND_MODEL, name: 'Chosen in Nora' }),
  };
}

function directModel(of: RuntimeModel & { kind: keyof typeof MODEL_PROVIDER_KINDS }): OpenclawModel {
  const { shapes, keyHeader, baseUrl: ofKind } = MODEL_PROVIDER_KINDS[of.kind];
  const baseUrl = of.baseUrl ?? ofKind;
  if (baseUrl === null) throw new Error(`a provider of the kind ${of.kind} has no base URL`);
  const facts = { baseUrl: baseUrl.replace(/\/+$/, ''), id: of.model, name: of.model };
  return {
    provider: 'direct',
    modelId: of.model,
    settings: {
      ...settingsOf(shapes[0], facts),
      ...(keyHeader === 'api-key' ? { headers: { [keyHeader]: MODEL_KEY } } : {}),
    },
  };
}

function settingsOf(
  shape: ModelApiShape,
  { baseUrl, ...named }: { baseUrl: string; id: string; name: string },
): object {
  const { name: api, ...facts } = APIS[shape];
  return {
    // The client for Anthropic adds the version by itself.
    baseUrl: shape === 'anthropic-messages' ? baseUrl.replace(/\/v1$/, '') : baseUrl,
    apiKey: MODEL_KEY,
    api,
    models: [{ ...named, ...facts, input: ['text', 'image'] }],
  };
}
