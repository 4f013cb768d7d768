import { MODEL_PROVIDER_KINDS, type ModelProviderId, type ModelProviderKindInfo } from '@nora/contracts';

/** What the built-in demo is called where providers are named. */
export const DEMO_NAME = 'Demo';

/** How a kind of provider is talked to; the first one is what agents are configured with. */
export function shapesOf(kind: ModelProviderId): ModelProviderKindInfo['shapes'] {
  return kind === 'demo' ? ['openai-chat'] : MODEL_PROVIDER_KINDS[kind].shapes;
}
