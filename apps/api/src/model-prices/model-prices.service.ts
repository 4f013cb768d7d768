import { DomainError } from '@nora/contracts';
import {
  ModelPrice,
  Transactions,
  changesOf,
  noteEffect,
  renewBindings,
  type ModelProvider,
  type PriceOverride,
} from '@nora/domain';
import { decodeCursor, pageOf, type Page, type WorkspaceActor } from '@nora/http-kit';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { unknownProvider } from '../agent-models/choose-model';
import { decimal } from '../core/decimal';
import { lockProvider } from '../providers/provider-rows';
import type { ListModelPricesQueryDto, ModelPriceDto } from './dto/model-price.dto';
import type { ChangeModelPriceDto, CreateModelPriceDto } from './dto/write-model-price.dto';
import { toModelPriceDto } from './model-prices.mapper';
import { ModelPricesRepository } from './model-prices.repository';
import { noSuchPrice, pricedAlready, ratesOf, recordPrice, refuseTooManyPrices } from './price-rows';

const SORT = 'createdAt';

/** What a workspace says models cost. A change holds from the next call on. */
@Injectable()
export class ModelPricesService {
  constructor(
    private readonly prices: ModelPricesRepository,
    private readonly transactions: Transactions,
  ) {}

  /** In the order in which they were made. */
  async list(workspaceId: string, query: ListModelPricesQueryDto): Promise<Page<ModelPriceDto>> {
    const { limit, cursor, providerId = null } = query;
    const after = decodeCursor(cursor, SORT)?.id ?? null;
    const rows = await this.prices.list(workspaceId, { providerId, after, limit: limit + 1 });
    const { items, nextCursor } = pageOf(rows, limit, SORT, ({ id }) => ({ key: id, id }));
    return { items: items.map(toModelPriceDto), nextCursor };
  }

  /** @throws DomainError `unknown_provider`, `conflict` when it has a price or there are too many */
  async create(
    actor: WorkspaceActor,
    { providerId, model, ...body }: CreateModelPriceDto,
  ): Promise<ModelPriceDto> {
    const { workspaceId } = actor;
    const id = uuidv7();
    const rates = normal({ ...body, cachedInputPerMillion: body.cachedInputPerMillion ?? null });
    await this.transactions.run(async (manager, events) => {
      const provider = await knownProvider(manager, workspaceId, providerId);
      await refuseTooManyPrices(manager, provider.id);
      const price = { id, workspaceId, providerId: provider.id, model, ...rates };
      await manager
        .insert(ModelPrice, price)
        .catch((error: unknown) => Promise.reject(pricedAlready(error, model)));
      await noteEffect(manager, {});
      await renewBindings(manager, provider);
      await events.record(workspaceId, 'provider.changed', { providerId: provider.id });
      await recordPrice(manager, actor, price, { act: 'create', before: null, after: rates });
    });
    return this.get(workspaceId, id);
  }

  /** @throws DomainError `not_found` */
  async change(actor: WorkspaceActor, id: string, body: ChangeModelPriceDto): Promise<ModelPriceDto> {
    const { workspaceId } = actor;
    await this.transactions.run(async (manager, events) => {
      const { provider, price } = await this.lock(manager, workspaceId, id);
      const { inputPerMillion, outputPerMillion, cachedInputPerMillion } = price;
      const cached = body.cachedInputPerMillion;
      const after = normal({
        inputPerMillion: body.inputPerMillion ?? inputPerMillion,
        outputPerMillion: body.outputPerMillion ?? outputPerMillion,
        cachedInputPerMillion: cached === undefined ? cachedInputPerMillion : cached,
      });
      const changes = changesOf(ratesOf(price), after);
      await noteEffect(manager, {});
      if (changes.before === null) return;
      await manager.update(ModelPrice, { id }, after);
      await renewBindings(manager, provider);
      await events.record(workspaceId, 'provider.changed', { providerId: provider.id });
      await recordPrice(manager, actor, price, { act: 'change', ...changes });
    });
    return this.get(workspaceId, id);
  }

  /** Lets the price list hold again. @throws DomainError `not_found` */
  async delete(actor: WorkspaceActor, id: string): Promise<void> {
    const { workspaceId } = actor;
    await this.transactions.run(async (manager, events) => {
      const { provider, price } = await this.lock(manager, workspaceId, id);
      await manager.delete(ModelPrice, { id });
      await noteEffect(manager, {});
      await renewBindings(manager, provider);
      await events.record(workspaceId, 'provider.changed', { providerId: provider.id });
      await recordPrice(manager, actor, price, { act: 'delete', before: ratesOf(price), after: null });
    });
  }

  private async get(workspaceId: string, id: string): Promise<ModelPriceDto> {
    const row = await this.prices.find(workspaceId, id);
    if (!row) throw noSuchPrice();
    return toModelPriceDto(row);
  }

  /** The provider is locked first, as by everybody who changes what its calls depend on. */
  private async lock(manager: EntityManager, workspaceId: string, id: string): Promise<LockedPrice> {
    const found = await manager.findOneBy(ModelPrice, { id, workspaceId });
    if (!found) throw noSuchPrice();
    const provider = await lockProvider(manager, workspaceId, found.providerId);
    const price = await manager.findOneBy(ModelPrice, { id, workspaceId });
    if (!price) throw noSuchPrice();
    return { provider, price };
  }
}

interface LockedPrice {
  provider: ModelProvider;
  price: ModelPrice;
}

async function knownProvider(
  manager: EntityManager,
  workspaceId: string,
  id: string,
): Promise<ModelProvider> {
  try {
    return await lockProvider(manager, workspaceId, id);
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'not_found') throw error;
    throw unknownProvider('providerId');
  }
}

/** The same rates, always written the same. */
function normal(rates: PriceOverride): PriceOverride {
  const cached = rates.cachedInputPerMillion;
  return {
    inputPerMillion: decimal(rates.inputPerMillion),
    outputPerMillion: decimal(rates.outputPerMillion),
    cachedInputPerMillion: cached === null ? null : decimal(cached),
  };
}
