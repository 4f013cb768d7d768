import { buildCatalog, type Catalog } from '@nora/runtime-contract';
import { Injectable } from '@nestjs/common';
import { RuntimeAdapters } from '../core/runtime-adapters';

const KEPT_MS = 3_000;

/** What can be deployed here, with why not where it cannot. */
@Injectable()
export class CatalogService {
  private known: { at: number; catalog: Promise<Catalog> } | undefined;

  constructor(private readonly adapters: RuntimeAdapters) {}

  /** Asks the targets at most every few seconds. */
  get(): Promise<Catalog> {
    if (this.known && Date.now() - this.known.at < KEPT_MS) return this.known.catalog;
    const catalog = this.read();
    this.known = { at: Date.now(), catalog };
    catalog.catch(() => (this.known = undefined));
    return catalog;
  }

  private async read(): Promise<Catalog> {
    const found = this.adapters
      .all()
      .map(async (adapter) => [adapter.target, await adapter.availability()] as const);
    return buildCatalog(Object.fromEntries(await Promise.all(found)));
  }
}
