import type { ModelProviderKind } from '@nora/contracts';
import type { PriceOverride } from '@nora/domain';
import { priceOf, type ModelPrice } from '../models/pricing';
import type { ModelPriceDto } from './dto/model-price.dto';
import type { PricedDto, RatesDto } from './dto/rates.dto';

export interface ModelPriceRow extends PriceOverride {
  id: string;
  providerId: string;
  providerName: string;
  kind: ModelProviderKind;
  model: string;
  createdAt: Date;
  updatedAt: Date;
}

export function toModelPriceDto({ kind, createdAt, updatedAt, ...row }: ModelPriceRow): ModelPriceDto {
  const listed = priceOf(kind, row.model, null);
  return {
    ...row,
    listed: listed && ratesOf(listed),
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  };
}

/** @param override what the workspace says, which goes before the price list */
export function toPricedDto(
  kind: ModelProviderKind,
  model: string,
  override: PriceOverride | null,
): PricedDto {
  const price = priceOf(kind, model, override);
  return price ? { source: price.source, rates: ratesOf(price) } : { source: 'unknown', rates: null };
}

function ratesOf({ input, output, cachedInput }: ModelPrice): RatesDto {
  return { inputPerMillion: input, outputPerMillion: output, cachedInputPerMillion: cachedInput };
}
