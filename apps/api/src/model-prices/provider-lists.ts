import { Injectable } from '@nestjs/common';
import type { ListedModel } from '../providers/client/listed-models';
import { ProviderClient } from '../providers/client/provider-client';
import type { ProviderPlace } from '../providers/client/provider-place';

const KEPT_MS = 60_000;
/** Short, so that what was put right is seen; yet a page that asks again and again does not become the provider's. */
const FAULT_KEPT_MS = 3_000;
const MOST_KEPT = 100;

/** What a provider lists, and when it was asked. */
export interface ProviderList {
  /** Null where it has no list. */
  models: ListedModel[] | null;
  askedAt: Date;
}

interface Kept {
  until: number;
  list: Promise<ProviderList>;
}

/** Asks providers for their models, once for all who ask in the same minute. */
@Injectable()
export class ProviderLists {
  private readonly kept = new Map<string, Kept>();

  constructor(private readonly client: ProviderClient) {}

  /**
   * @param name of the provider as it is now: another one where its key or address is another
   * @throws ProviderFault
   */
  of(name: string, place: () => ProviderPlace): Promise<ProviderList> {
    const known = this.kept.get(name);
    if (known && known.until > Date.now()) return known.list;
    this.kept.delete(name);
    const [oldest] = this.kept.keys();
    if (oldest !== undefined && this.kept.size >= MOST_KEPT) this.kept.delete(oldest);
    const entry: Kept = { until: Date.now() + KEPT_MS, list: this.ask(place()) };
    this.kept.set(name, entry);
    entry.list.catch(() => (entry.until = Date.now() + FAULT_KEPT_MS));
    return entry.list;
  }

  private async ask(place: ProviderPlace): Promise<ProviderList> {
    const askedAt = new Date();
    return { models: await this.client.listModels(place), askedAt };
  }
}
