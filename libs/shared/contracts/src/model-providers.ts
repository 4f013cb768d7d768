/** How a provider is talked to. A call is passed on as it came, so an agent and its provider share one. */
export const MODEL_API_SHAPES = [
  'openai-chat',
  'openai-responses',
  'anthropic-messages',
  'google-generate',
] as const;
export type ModelApiShape = (typeof MODEL_API_SHAPES)[number];

/** How a provider wants to see its key. */
export type ModelKeyHeader = 'authorization' | 'x-api-key' | 'x-goog-api-key' | 'api-key';

/** A kind of provider that a workspace can set up. */
export interface ModelProviderKindInfo {
  label: string;
  /** The first one is what agents are configured with. */
  shapes: readonly [ModelApiShape, ...ModelApiShape[]];
  /** Up to and with the version; null where each account has its own, which must be given. */
  baseUrl: string | null;
  keyHeader: ModelKeyHeader;
  /** `optional`: many installations of such a server ask for none. */
  key: 'required' | 'optional';
  /** Where a key is had; null where there is no such page. */
  keysUrl: string | null;
  /** Id of the provider in `@pydantic/genai-prices`; null where that does not know it. */
  priceId: string | null;
}

const openai = { shapes: ['openai-chat'], keyHeader: 'authorization', key: 'required' } as const;

/**
 * Every kind of provider, by id. Base URLs and headers are those of the providers' own API references; each is
 * called through Nora alone. The built-in demo provider is none of them: it needs no setting up.
 */
export const MODEL_PROVIDER_KINDS = {
  anthropic: {
    label: 'Anthropic',
    shapes: ['anthropic-messages'],
    baseUrl: 'https://api.anthropic.com/v1',
    keyHeader: 'x-api-key',
    key: 'required',
    keysUrl: 'https://console.anthropic.com/settings/keys',
    priceId: 'anthropic',
  },
  openai: {
    ...openai,
    label: 'OpenAI',
    shapes: ['openai-chat', 'openai-responses'],
    baseUrl: 'https://api.openai.com/v1',
    keysUrl: 'https://platform.openai.com/api-keys',
    priceId: 'openai',
  },
  google: {
    label: 'Google Gemini',
    shapes: ['google-generate'],
    baseUrl: 'https://generativelanguage.googleapis.com/v1beta',
    keyHeader: 'x-goog-api-key',
    key: 'required',
    keysUrl: 'https://aistudio.google.com/apikey',
    priceId: 'google',
  },
  groq: {
    ...openai,
    label: 'Groq',
    baseUrl: 'https://api.groq.com/openai/v1',
    keysUrl: 'https://console.groq.com/keys',
    priceId: 'groq',
  },
  mistral: {
    ...openai,
    label: 'Mistral',
    baseUrl: 'https://api.mistral.ai/v1',
    keysUrl: 'https://console.mistral.ai/api-keys',
    priceId: 'mistral',
  },
  deepseek: {
    ...openai,
    label: 'DeepSeek',
    baseUrl: 'https://api.deepseek.com/v1',
    keysUrl: 'https://platform.deepseek.com/api_keys',
    priceId: 'deepseek',
  },
  openrouter: {
    ...openai,
    label: 'OpenRouter',
    baseUrl: 'https://openrouter.ai/api/v1',
    keysUrl: 'https://openrouter.ai/settings/keys',
    priceId: 'openrouter',
  },
  together: {
    ...openai,
    label: 'Together AI',
    baseUrl: 'https://api.together.xyz/v1',
    keysUrl: 'https://api.together.ai/settings/api-keys',
    priceId: 'together',
  },
  cohere: {
    ...openai,
    label: 'Cohere',
    baseUrl: 'https://api.cohere.ai/compatibility/v1',
    keysUrl: 'https://dashboard.cohere.com/api-keys',
    priceId: 'cohere',
  },
  xai: {
    ...openai,
    label: 'xAI',
    baseUrl: 'https://api.x.ai/v1',
    keysUrl: 'https://console.x.ai',
    priceId: 'x-ai',
  },
  moonshot: {
    ...openai,
    label: 'Moonshot AI',
    baseUrl: 'https://api.moonshot.ai/v1',
    keysUrl: 'https://platform.moonshot.ai/console/api-keys',
    priceId: 'moonshotai',
  },
  zai: {
    ...openai,
    label: 'Z.AI',
    baseUrl: 'https://api.z.ai/api/paas/v4',
    keysUrl: 'https://z.ai/manage-apikey/apikey-list',
    priceId: null,
  },
  ollama: {
    ...openai,
    label: 'Ollama',
    baseUrl: null,
    key: 'optional',
    keysUrl: null,
    priceId: null,
  },
  minimax: {
    ...openai,
    label: 'MiniMax',
    baseUrl: 'https://api.minimax.io/v1',
    keysUrl: 'https://platform.minimax.io',
    priceId: null,
  },
  huggingface: {
    ...openai,
    label: 'Hugging Face',
    baseUrl: 'https://router.huggingface.co/v1',
    keysUrl: 'https://huggingface.co/settings/tokens',
    priceId: null,
  },
  cerebras: {
    ...openai,
    label: 'Cerebras',
    baseUrl: 'https://api.cerebras.ai/v1',
    keysUrl: 'https://cloud.cerebras.ai',
    priceId: 'cerebras',
  },
  nvidia: {
    ...openai,
    label: 'NVIDIA',
    baseUrl: 'https://integrate.api.nvidia.com/v1',
    keysUrl: 'https://build.nvidia.com',
    priceId: null,
  },
  'azure-foundry': {
    ...openai,
    label: 'Azure AI Foundry',
    baseUrl: null,
    keyHeader: 'api-key',
    keysUrl: 'https://ai.azure.com',
    priceId: 'azure',
  },
  'openai-compatible': {
    ...openai,
    label: 'OpenAI-compatible',
    baseUrl: null,
    key: 'optional',
    keysUrl: null,
    priceId: null,
  },
} as const satisfies Record<string, ModelProviderKindInfo>;
export type ModelProviderKind = keyof typeof MODEL_PROVIDER_KINDS;

/** Ids of {@link MODEL_PROVIDER_KINDS}. */
export const MODEL_PROVIDER_KIND_IDS = /* @__PURE__ */ Object.keys(
  MODEL_PROVIDER_KINDS,
) as ModelProviderKind[];

/** What a call is booked on: a kind of provider, or the built-in demo. */
export type ModelProviderId = ModelProviderKind | 'demo';

/** The model of the built-in demo provider. */
export const DEMO_MODEL = 'demo-1';

/** The name by which an agent asks for the model that it is bound to, whichever that is. */
export const BOUND_MODEL = 'default';

/** `gateway`: the agent holds a key that only Nora takes. `direct`: the provider's own key lies inside the runtime. */
export const MODEL_DELIVERIES = ['gateway', 'direct'] as const;
export type ModelDelivery = (typeof MODEL_DELIVERIES)[number];

/** What of a key may be shown: enough to tell one's keys apart, and nothing that helps to guess it. */
export function keyHintOf(apiKey: string): string {
  if (apiKey.length >= 24) return `${apiKey.slice(0, 3)}…${apiKey.slice(-4)}`;
  return apiKey.length >= 12 ? `…${apiKey.slice(-2)}` : '…';
}
