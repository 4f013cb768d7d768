import { MODEL_PROVIDER_KINDS, keyHintOf, type ModelProviderKind } from '@nora/contracts';
import type { ModelProvider } from '@nora/domain';
import { validationFailed } from '@nora/http-kit';
import { baseUrlOf, type ProviderPlace } from './client/provider-place';
import type { ChangeProviderDto } from './dto/write-provider.dto';

/** What somebody can say of a provider, its key apart. */
export type ProviderFacts = Pick<
  ModelProvider,
  'name' | 'baseUrl' | 'keyHint' | 'keyChangedAt' | 'enabled' | 'isDefault' | 'defaultModel'
>;

/** Of a provider alone, without what its row has beside. */
export function factsOf(provider: ProviderFacts): ProviderFacts {
  const { name, baseUrl, keyHint, keyChangedAt, enabled, isDefault, defaultModel } = provider;
  return { name, baseUrl, keyHint, keyChangedAt, enabled, isDefault, defaultModel };
}

/** What a provider is after a change. The key is null where there is none. */
export interface ChangedProvider {
  facts: ProviderFacts;
  apiKey: string | null;
  /** Whether where it is, or what is sent there, is another: it is to be tested. */
  isOther: boolean;
  /** Whether its key or its address is another, for those who hold them themselves. */
  isElsewhere: boolean;
}

/**
 * @param apiKey of the provider as it is
 * @throws DomainError `validation_failed` when it would be without what its kind needs, or when its key would go
 *   somewhere for which nobody gave it
 */
export function changed(
  before: ModelProvider,
  apiKey: string | null,
  body: ChangeProviderDto,
): ChangedProvider {
  const baseUrl = body.baseUrl === undefined ? before.baseUrl : usualAsNull(before.kind, body.baseUrl);
  const key = body.apiKey === undefined ? apiKey : body.apiKey;
  const { kind } = before;
  const moved = baseUrlOf({ kind, baseUrl }) !== baseUrlOf(before);
  if (moved && apiKey !== null && body.apiKey === undefined) {
    const message = 'Give the key again: it goes to no other address than the one it was given for.';
    throw validationFailed([{ path: 'apiKey', code: 'required', message }]);
  }
  requireComplete({ kind, baseUrl, apiKey: key });
  const rotated = body.apiKey !== undefined && key !== apiKey;
  const defaultModel = body.defaultModel ?? before.defaultModel;
  return {
    facts: {
      ...{ name: body.name ?? before.name, baseUrl, defaultModel },
      ...{ enabled: body.enabled ?? before.enabled, isDefault: body.isDefault ?? before.isDefault },
      keyHint: key === null ? null : keyHintOf(key),
      keyChangedAt: rotated ? new Date() : before.keyChangedAt,
    },
    apiKey: key,
    isOther: moved || rotated || defaultModel !== before.defaultModel,
    isElsewhere: moved || rotated,
  };
}

/** @throws DomainError `validation_failed` unless a provider has what its kind needs */
export function requireComplete(place: ProviderPlace): void {
  const { label, key } = MODEL_PROVIDER_KINDS[place.kind];
  const errors = [
    ...(baseUrlOf(place) === null
      ? [{ path: 'baseUrl', code: 'required', message: `${label} has no address of its own: give yours.` }]
      : []),
    ...(key === 'required' && place.apiKey === null
      ? [{ path: 'apiKey', code: 'required', message: `${label} needs a key.` }]
      : []),
  ];
  if (errors.length > 0) throw validationFailed(errors);
}

/** A base URL as it is stored: null for that of its kind, without slashes at its end. */
export function usualAsNull(kind: ModelProviderKind, baseUrl: string | null | undefined): string | null {
  const given = baseUrl?.replace(/\/+$/, '') ?? null;
  return given === MODEL_PROVIDER_KINDS[kind].baseUrl ? null : given;
}
