import type { PriceSource } from '@nora/contracts';

import type { OwnPrice, ProviderModel } from './models.store';

/** A model as it is shown. */
export interface ModelRow {
  id: string;
  /** For a person; null where the provider has no such name. */
  name: string | null;
  contextWindow: number | null;
  rates: ProviderModel['price']['rates'];
  source: PriceSource;
  /** What the workspace itself says; it goes before the price list. */
  own: OwnPrice | null;
}

export const SOURCE_WORDS: Readonly<Record<PriceSource, string>> = {
  catalog: 'Price list',
  workspace: 'Your own',
  free: 'Free',
  unknown: 'Unknown',
};

/** The models that a provider lists; without a list, those that have a price of the workspace's own. */
export function modelRows(models: readonly ProviderModel[], own: readonly OwnPrice[]): ModelRow[] {
  const priced = new Map(own.map((price) => [price.model, price]));
  const rows = models.map(({ id, name, contextWindow, price }) => ({
    ...{ id, name, contextWindow, rates: price.rates, source: price.source },
    own: priced.get(id) ?? null,
  }));
  const known = new Set(rows.map(({ id }) => id));
  const others = own.filter(({ model }) => !known.has(model));
  return [
    ...rows,
    ...others.map((price) => ({
      ...{ id: price.model, name: null, contextWindow: null, rates: price },
      ...{ source: 'workspace' as const, own: price },
    })),
  ];
}

/** Those whose name or id has every word in it. */
export function filterRows(rows: readonly ModelRow[], query: string): readonly ModelRow[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter(({ id, name }) => {
    const text = `${id} ${name ?? ''}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
