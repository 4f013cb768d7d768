import { MODEL_PROVIDER_KINDS, type ModelProviderKind } from '@nora/contracts';

/** Where a provider is, and what it takes to be let in. */
export interface ProviderPlace {
  kind: ModelProviderKind;
  /** Null for that of its kind. */
  baseUrl: string | null;
  apiKey: string | null;
}

/** Where a provider is; null where that has to be given and is not. */
export function baseUrlOf({ kind, baseUrl }: Pick<ProviderPlace, 'kind' | 'baseUrl'>): string | null {
  return (baseUrl ?? MODEL_PROVIDER_KINDS[kind].baseUrl)?.replace(/\/+$/, '') ?? null;
}

/** The API of Anthropic asks every call for it (docs.anthropic.com, Versions). */
const ANTHROPIC_VERSION = '2023-06-01';

/** Headers of a call, the key among them. */
export function providerHeaders({
  kind,
  apiKey,
}: Pick<ProviderPlace, 'kind' | 'apiKey'>): Record<string, string> {
  const { keyHeader } = MODEL_PROVIDER_KINDS[kind];
  const key = keyHeader === 'authorization' ? `Bearer ${apiKey}` : apiKey;
  return {
    accept: 'application/json',
    ...(apiKey === null ? {} : { [keyHeader]: String(key) }),
    ...(kind === 'anthropic' ? { 'anthropic-version': ANTHROPIC_VERSION } : {}),
  };
}
