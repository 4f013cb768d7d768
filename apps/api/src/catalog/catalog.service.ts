import type { TargetCapabilities } from '@nora/runtime-adapters';
import { buildCatalog, type Catalog, type DeployTarget } from '@nora/runtime-contract';
import { Injectable } from '@nestjs/common';
import { RuntimeAdapters } from '../core/runtime-adapters';
import { refuseUnsupported, type WantedLimits } from './unsupported';

const KEPT_MS = 3_000;

/** The catalog with what each target can do; null where it cannot be asked. */
export interface FullCatalog extends Catalog {
  deployTargets: (Catalog['deployTargets'][number] & { capabilities: TargetCapabilities | null })[];
}

/** What can be deployed here, with why not where it cannot. */
@Injectable()
export class CatalogService {
  private known: { at: number; catalog: Promise<FullCatalog> } | undefined;

  constructor(private readonly adapters: RuntimeAdapters) {}

  /** Asks the targets at most every few seconds. */
  get(): Promise<FullCatalog> {
    if (this.known && Date.now() - this.known.at < KEPT_MS) return this.known.catalog;
    const catalog = this.read();
    this.known = { at: Date.now(), catalog };
    catalog.catch(() => (this.known = undefined));
    return catalog;
  }

  /**
   * Refuses limits that the target does not have. What a target that does not answer can do is found out by the
   * worker.
   * @throws DomainError `unsupported_capability`
   */
  async refuseUnsupported(target: DeployTarget, wanted: WantedLimits): Promise<void> {
    const { deployTargets } = await this.get();
    const capabilities = deployTargets.find(({ id }) => id === target)?.capabilities;
    if (capabilities) refuseUnsupported(capabilities, wanted);
  }

  private async read(): Promise<FullCatalog> {
    const found = await Promise.all(
      this.adapters.all().map(async (adapter) => {
        const availability = await adapter.availability();
        const capabilities = availability.configured ? await adapter.capabilities().catch(() => null) : null;
        return { target: adapter.target, availability, capabilities };
      }),
    );
    const catalog = buildCatalog(
      Object.fromEntries(found.map(({ target, availability }) => [target, availability])),
    );
    return {
      ...catalog,
      deployTargets: catalog.deployTargets.map((entry) => {
        const known = found.find(({ target }) => target === entry.id);
        return { ...entry, capabilities: known?.capabilities ?? null };
      }),
    };
  }
}
