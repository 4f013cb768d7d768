import type { TargetCapabilities } from '@nora/runtime-adapters';
import { buildCatalog, type Catalog, type DeployTarget } from '@nora/runtime-contract';
import { Injectable } from '@nestjs/common';
import { LiveSettings } from '../core/live-settings';
import { RuntimeAdapters } from '../core/runtime-adapters';
import { agentDefaults } from './agent-defaults';
import { refuseUnsupported, type WantedLimits } from './unsupported';

const KEPT_MS = 3_000;

type TargetCatalog = Omit<FullCatalog, 'defaults'>;

/** The catalog with what each target can do; null where it cannot be asked. */
export interface FullCatalog extends Catalog {
  defaults: AgentDefaults;
  deployTargets: (Catalog['deployTargets'][number] & { capabilities: TargetCapabilities | null })[];
}

/** What a new agent gets where nobody says otherwise. */
export interface AgentDefaults {
  /** Null where nothing is available. */
  runtimeFamily: string | null;
  deployTarget: string | null;
  sandboxProfile: string | null;
  resources: { vcpu: number; ramMb: number };
}

/** What can be deployed here, with why not where it cannot. */
@Injectable()
export class CatalogService {
  private known: { at: number; catalog: Promise<TargetCatalog> } | undefined;

  constructor(
    private readonly adapters: RuntimeAdapters,
    private readonly settings: LiveSettings,
  ) {}

  /** Asks the targets at most every few seconds. */
  async get(): Promise<FullCatalog> {
    const [catalog, settings] = await Promise.all([this.targets(), this.settings.get()]);
    return { ...catalog, defaults: agentDefaults(catalog, settings) };
  }

  private targets(): Promise<TargetCatalog> {
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

  private async read(): Promise<TargetCatalog> {
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
