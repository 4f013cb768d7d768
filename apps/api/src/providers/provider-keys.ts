import { SealedValues } from '@nora/crypto';
import { ModelProvider, sealContext } from '@nora/domain';
import { Injectable } from '@nestjs/common';
import type { ProviderPlace } from './client/provider-place';

/** Seals and opens the keys of providers. */
@Injectable()
export class ProviderKeys {
  constructor(private readonly sealed: SealedValues) {}

  /** @param id of the provider, which a sealed key belongs to and cannot leave */
  seal(id: string, apiKey: string | null): string | null {
    return apiKey === null ? null : this.sealed.seal(apiKey, sealContext(ModelProvider, 'apiKey', id));
  }

  open({ id, apiKey }: Pick<ModelProvider, 'id' | 'apiKey'>): string | null {
    return apiKey === null ? null : this.sealed.open(apiKey, sealContext(ModelProvider, 'apiKey', id));
  }

  /** Where a provider is, with what opens it. */
  placeOf(provider: Pick<ModelProvider, 'id' | 'kind' | 'baseUrl' | 'apiKey'>): ProviderPlace {
    return { kind: provider.kind, baseUrl: provider.baseUrl, apiKey: this.open(provider) };
  }
}
