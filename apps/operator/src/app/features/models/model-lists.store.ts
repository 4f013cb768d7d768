import { Injectable, inject, signal } from '@angular/core';
import { type ProviderModelDto, ProvidersService } from '@nora/api-client';
import { firstValueFrom } from 'rxjs';

import { DEMO } from './model-sources';
import { formatRate } from './rates';

/** A model that can be chosen, and what it costs. */
export interface ModelOption {
  id: string;
  words: string;
}

/** Models that providers list, for whoever chooses one. Without a list any name can be typed still. */
@Injectable()
export class ModelLists {
  private readonly client = inject(ProvidersService);
  private readonly known = signal<ReadonlyMap<string, readonly ModelOption[]>>(new Map());

  /** What is known of a provider's models; empty until it is known. */
  of(providerId: string): readonly ModelOption[] {
    return this.known().get(providerId) ?? [];
  }

  /** Reads the models of a provider, unless they are known or being read. */
  async read(workspaceId: string, providerId: string): Promise<void> {
    if (providerId === DEMO || this.known().has(providerId)) return;
    this.put(providerId, []);
    try {
      const asked = { workspaceId, providerId };
      const { models } = await firstValueFrom(this.client.listProviderModels(asked));
      this.put(
        providerId,
        models.map(({ id, price }) => ({ id, words: wordsOf(price) })),
      );
    } catch {
      // It does not say; the page of providers shows why. The next time that it is chosen it is asked again.
      this.known.update((known) => {
        return new Map([...known].filter(([id]) => id !== providerId));
      });
    }
  }

  private put(providerId: string, models: readonly ModelOption[]): void {
    this.known.update((known) => new Map(known).set(providerId, models));
  }
}

function wordsOf({ source, rates }: ProviderModelDto['price']): string {
  if (source === 'free') return 'free';
  if (!rates) return 'price unknown';
  return `${formatRate(rates.inputPerMillion)} in, ${formatRate(rates.outputPerMillion)} out`;
}
