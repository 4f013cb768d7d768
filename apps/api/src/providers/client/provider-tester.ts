import type { ModelProviderKind } from '@nora/contracts';
import { Injectable } from '@nestjs/common';
import { ProviderClient } from './provider-client';
import { ProviderFault } from './provider-fault';
import type { ProviderPlace } from './provider-place';

/** Their lists are open to everybody, so that they say nothing of a key. */
const PUBLIC_LISTS: ModelProviderKind[] = ['openrouter', 'huggingface', 'nvidia'];

/** What became of a test. */
export interface ProviderTest {
  fault: ProviderFault | null;
  /** Models that it lists. */
  models: string[];
  ms: number;
  testedAt: Date;
}

/** Finds out whether a provider answers as it should. */
@Injectable()
export class ProviderTester {
  constructor(private readonly client: ProviderClient) {}

  /**
   * Asks for the list of models, which costs nothing; and for one word of a model where the list says too little.
   * @param model that agents are to get; null when only the list matters
   */
  async test(place: ProviderPlace, model: string | null): Promise<ProviderTest> {
    const began = performance.now();
    const models: string[] = [];
    let fault: ProviderFault | null = null;
    try {
      const listed = await this.client.listModels(place);
      models.push(...(listed ?? []).map(({ id }) => id));
      await this.proveModel(place, model, listed && models);
    } catch (error) {
      if (!(error instanceof ProviderFault)) throw error;
      fault = error;
    }
    return { fault, models, ms: Math.round(performance.now() - began), testedAt: new Date() };
  }

  private async proveModel(
    place: ProviderPlace,
    model: string | null,
    listed: string[] | null,
  ): Promise<void> {
    const provesKey = listed !== null && !PUBLIC_LISTS.includes(place.kind);
    if (model === null) {
      if (provesKey) return;
      throw new ProviderFault(
        'model_missing',
        'defaultModel',
        'Name a model: without one it cannot be tried.',
      );
    }
    if (!provesKey || !listed.includes(model)) await this.client.tryModel(place, model);
  }
}
