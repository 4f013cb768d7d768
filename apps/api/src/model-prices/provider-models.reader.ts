import type { ModelProvider, PriceOverride } from '@nora/domain';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { modelFacts } from '../models/pricing';
import type { ListedModel } from '../providers/client/listed-models';
import { ProviderFault, testFailed } from '../providers/client/provider-fault';
import { ProviderKeys } from '../providers/provider-keys';
import { findProvider } from '../providers/provider-rows';
import type { ProviderModelDto, ProviderModelsDto } from './dto/provider-models.dto';
import { toPricedDto } from './model-prices.mapper';
import { ModelPricesRepository } from './model-prices.repository';
import { MOST_PRICES } from './price-rows';
import { ProviderLists, type ProviderList } from './provider-lists';

/** Models of a list that are shown. */
const MOST_MODELS = 1_000;

/** Shows which models a provider has, what they can and what they cost. */
@Injectable()
export class ProviderModelsReader {
  constructor(
    private readonly dataSource: DataSource,
    private readonly prices: ModelPricesRepository,
    private readonly lists: ProviderLists,
    private readonly keys: ProviderKeys,
  ) {}

  /** @throws DomainError `not_found`, `provider_test_failed` when the provider does not answer as it should */
  async read(workspaceId: string, providerId: string): Promise<ProviderModelsDto> {
    const provider = await findProvider(this.dataSource.manager, workspaceId, providerId);
    const wanted = { providerId, after: null, limit: MOST_PRICES };
    const priced = await this.prices.list(workspaceId, wanted);
    const { models, askedAt } = await this.listOf(provider);
    const ours = new Map(priced.map((price) => [price.model, price]));
    const shown = (models ?? []).slice(0, MOST_MODELS).map((one) => ({ ...one, listed: true }));
    const listed = new Set(models?.map(({ id }) => id));
    const named = new Set([provider.defaultModel, ...ours.keys()]);
    for (const { id } of shown) named.delete(id);
    for (const id of named) shown.push({ ...unlisted(id), listed: listed.has(id) });
    return {
      models: shown.map((model) => toDto(provider, model, ours.get(model.id) ?? null)),
      hasList: models !== null,
      askedAt: askedAt.toISOString(),
    };
  }

  private async listOf(provider: ModelProvider): Promise<ProviderList> {
    const { id, baseUrl, keyChangedAt } = provider;
    const name = [id, baseUrl, keyChangedAt?.getTime()].join(' ');
    try {
      return await this.lists.of(name, () => this.keys.placeOf(provider));
    } catch (error) {
      throw error instanceof ProviderFault ? testFailed(error) : error;
    }
  }
}

const unlisted = (id: string): ListedModel => ({
  ...{ id, name: null, contextWindow: null, maxOutputTokens: null },
});

function toDto(
  { kind }: ModelProvider,
  model: ListedModel & { listed: boolean },
  override: PriceOverride | null,
): ProviderModelDto {
  const { id, name, listed, contextWindow, maxOutputTokens } = model;
  return {
    ...{ id, name, listed, maxOutputTokens },
    // The provider itself knows best.
    contextWindow: contextWindow ?? modelFacts(kind, id).contextWindow,
    price: toPricedDto(kind, id, override),
  };
}
