import { Injectable, computed, inject, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import {
  CatalogService,
  type ChangeProviderDto,
  type CreateProviderDto,
  ProvidersService,
  type TryProviderDto,
} from '@nora/api-client';
import {
  KeysetList,
  type LiveEvent,
  LiveEvents,
  type ModelProvider,
  type ModelProviderType,
  type ProviderTest,
  type UserProblem,
  toUserProblem,
} from '@nora/data-access';
import { auditTime, filter, firstValueFrom, merge } from 'rxjs';

/** What must be said of a new provider. */
export type NewProvider = CreateProviderDto;
/** What is to be another of a provider. */
export type ProviderChanges = Partial<ChangeProviderDto>;
/** What is tried out before it is saved. */
export type ProviderTrial = TryProviderDto;

/** More than a workspace can have. */
const ALL = 100;
const SETTLE_MS = 300;
const NEWS: ReadonlySet<LiveEvent['type']> = new Set([
  'provider.changed',
  'agent.model-changed',
  'agent.created',
  'agent.deleted',
]);

/** The providers of a workspace, kept true by the event stream. No answer holds a key. */
@Injectable()
export class ProvidersStore {
  private readonly client = inject(ProvidersService);
  private readonly catalog = inject(CatalogService);
  private readonly pages = new KeysetList<string, ModelProvider>(
    (workspaceId, cursor) => firstValueFrom(this.client.listProviders({ workspaceId, limit: ALL, cursor })),
    ({ id }) => id,
  );
  private readonly types = signal<readonly ModelProviderType[]>([]);
  private readonly busy = signal<string | null>(null);
  private readonly fault = signal<UserProblem | null>(null);
  private workspaceId = '';

  /** In the order in which they were set up. */
  readonly items = this.pages.items;
  readonly loaded = this.pages.loaded;
  /** Why the providers could not be read. */
  readonly problem = this.pages.problem;
  /** What can be set up: the built-in demo needs no setting up. */
  readonly kinds = computed(() => this.types().filter(({ key }) => key !== 'none'));
  /** The built-in demo, once it was read what can be set up. */
  readonly demo = computed(() => this.types().find(({ key }) => key === 'none') ?? null);
  /** Id of the provider that is being changed, tested or deleted. */
  readonly changing = this.busy.asReadonly();
  /** Why the last of it was refused. */
  readonly refusal = this.fault.asReadonly();

  constructor() {
    const live = inject(LiveEvents);
    const news = live.events.pipe(
      filter(({ type, workspaceId }) => NEWS.has(type) && workspaceId === this.workspaceId),
    );
    merge(news, live.resync)
      .pipe(auditTime(SETTLE_MS), takeUntilDestroyed())
      .subscribe(() => void this.pages.refresh());
  }

  show(workspaceId: string): Promise<void> {
    this.workspaceId = workspaceId;
    this.fault.set(null);
    return this.pages.show(workspaceId);
  }

  refresh(): Promise<void> {
    return this.pages.refresh();
  }

  /** Reads what can be set up, unless it is known. True when it is known then. */
  async readKinds(): Promise<boolean> {
    this.fault.set(null);
    if (this.types().length > 0) return true;
    try {
      this.types.set((await firstValueFrom(this.catalog.getCatalog())).providers);
      return true;
    } catch (error) {
      this.fault.set(toUserProblem(error));
      return false;
    }
  }

  /** Asks a provider that has not been saved whether it answers. Throws what the client throws. */
  tryOut(body: ProviderTrial): Promise<ProviderTest> {
    return firstValueFrom(this.client.tryProvider({ workspaceId: this.workspaceId, body }));
  }

  /** Throws what the client throws. */
  async create(body: NewProvider): Promise<ModelProvider> {
    const { workspaceId } = this;
    const created = await firstValueFrom(this.client.createProvider({ workspaceId, body }));
    // It goes to the end of the list, and another may not be the default any more.
    await this.pages.refresh();
    return created;
  }

  /** Throws what the client throws. */
  async save({ id: providerId }: ModelProvider, changes: ProviderChanges): Promise<ModelProvider> {
    const { workspaceId } = this;
    const body = { skipTest: false, ...changes };
    const saved = await firstValueFrom(this.client.changeProvider({ workspaceId, providerId, body }));
    this.pages.put(saved);
    if (changes.isDefault) await this.pages.refresh();
    return saved;
  }

  /** As {@link save}, with the refusal kept. True when it was accepted. */
  change(provider: ModelProvider, changes: ProviderChanges): Promise<boolean> {
    return this.attempt(provider.id, async () => {
      await this.save(provider, changes);
    });
  }

  /** Asks a provider as it is whether it answers. Null when it could not be asked. */
  async test({ id: providerId }: ModelProvider): Promise<ProviderTest | null> {
    const { workspaceId } = this;
    let outcome: ProviderTest | null = null;
    await this.attempt(providerId, async () => {
      outcome = await firstValueFrom(this.client.testProvider({ workspaceId, providerId }));
      await this.pages.refresh();
    });
    return outcome;
  }

  /** True when it is gone. */
  remove({ id: providerId }: ModelProvider): Promise<boolean> {
    const { workspaceId } = this;
    return this.attempt(providerId, async () => {
      await firstValueFrom(this.client.deleteProvider({ workspaceId, providerId }));
      this.pages.remove(providerId);
    });
  }

  private async attempt(providerId: string, act: () => Promise<void>): Promise<boolean> {
    this.fault.set(null);
    this.busy.set(providerId);
    try {
      await act();
      return true;
    } catch (error) {
      this.fault.set(toUserProblem(error));
      return false;
    } finally {
      this.busy.set(null);
    }
  }
}
