import { Injectable, computed, inject, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import {
  type CreateModelPriceDto,
  type ModelPriceDto,
  type ProviderModelDto,
  type ProviderModelsDto,
  ProvidersService,
} from '@nora/api-client';
import { LiveEvents, type ModelProvider, type UserProblem, toUserProblem } from '@nora/data-access';
import { auditTime, filter, firstValueFrom, merge } from 'rxjs';

import { type ModelRow, modelRows } from './model-rows';

/** A model of a provider, and what it costs. */
export type ProviderModel = ProviderModelDto;
/** What a workspace says a model costs. */
export type OwnPrice = ModelPriceDto;
/** What it is to cost. */
export type Rates = Omit<CreateModelPriceDto, 'providerId' | 'model'>;

const PAGE = 200;
const SETTLE_MS = 300;

/** The models of one provider with their prices, kept true by the event stream. */
@Injectable()
export class ModelsStore {
  private readonly client = inject(ProvidersService);
  private readonly of = signal<ModelProvider | null>(null);
  private readonly answer = signal<ProviderModelsDto | null>(null);
  private readonly own = signal<readonly OwnPrice[]>([]);
  private readonly read = signal(false);
  private readonly fault = signal<UserProblem | null>(null);
  private readonly silent = signal<UserProblem | null>(null);
  private readonly refused = signal<UserProblem | null>(null);
  private place = { workspaceId: '', providerId: '' };

  /** Null until it is known. */
  readonly provider = this.of.asReadonly();
  readonly rows = computed<readonly ModelRow[]>(() => modelRows(this.answer()?.models ?? [], this.own()));
  /** False until the first answer. */
  readonly loaded = this.read.asReadonly();
  /** Whether the provider lists its models at all. */
  readonly hasList = computed(() => this.answer()?.hasList ?? false);
  /** Why nothing could be read. */
  readonly problem = this.fault.asReadonly();
  /** Why the provider did not say which models it has; the prices of the workspace are shown all the same. */
  readonly unanswered = this.silent.asReadonly();
  /** Why a price was not taken away. */
  readonly refusal = this.refused.asReadonly();

  constructor() {
    const live = inject(LiveEvents);
    const news = live.events.pipe(
      filter((event) => event.type === 'provider.changed' && event.providerId === this.place.providerId),
    );
    merge(news, live.resync)
      .pipe(auditTime(SETTLE_MS), takeUntilDestroyed())
      .subscribe(() => void this.refresh());
  }

  async show(workspaceId: string, providerId: string): Promise<void> {
    this.place = { workspaceId, providerId };
    this.of.set(null);
    this.answer.set(null);
    this.own.set([]);
    this.read.set(false);
    await this.refresh();
  }

  async refresh(): Promise<void> {
    const { place } = this;
    this.fault.set(null);
    try {
      const [provider, own, answer] = await Promise.all([
        firstValueFrom(this.client.getProvider(place)),
        this.readPrices(),
        this.readModels(),
      ]);
      if (place !== this.place) return;
      this.of.set(provider);
      this.own.set(own);
      if ('models' in answer) this.answer.set(answer);
      this.silent.set('models' in answer ? null : answer);
      this.read.set(true);
    } catch (error) {
      if (place === this.place) this.fault.set(toUserProblem(error));
    }
  }

  /** Says what a model costs. Throws what the client throws. */
  async price(model: string, before: OwnPrice | null, rates: Rates): Promise<OwnPrice> {
    const { workspaceId, providerId } = this.place;
    const saved = await firstValueFrom(
      before === null
        ? this.client.createModelPrice({ workspaceId, body: { providerId, model, ...rates } })
        : this.client.changeModelPrice({ workspaceId, priceId: before.id, body: rates }),
    );
    await this.refresh();
    return saved;
  }

  /** Lets the price list hold again. True when it does. */
  async forget({ id: priceId }: OwnPrice): Promise<boolean> {
    const { workspaceId } = this.place;
    this.refused.set(null);
    try {
      await firstValueFrom(this.client.deleteModelPrice({ workspaceId, priceId }));
      await this.refresh();
      return true;
    } catch (error) {
      this.refused.set(toUserProblem(error));
      return false;
    }
  }

  private async readPrices(): Promise<OwnPrice[]> {
    const found: OwnPrice[] = [];
    let cursor: string | undefined;
    do {
      const page = await firstValueFrom(this.client.listModelPrices({ ...this.place, limit: PAGE, cursor }));
      found.push(...page.items);
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    return found;
  }

  /** A provider that does not answer is no reason to show nothing. */
  private async readModels(): Promise<ProviderModelsDto | UserProblem> {
    try {
      return await firstValueFrom(this.client.listProviderModels(this.place));
    } catch (error) {
      const problem = toUserProblem(error);
      if (problem.code === 'provider_test_failed') return problem;
      throw error;
    }
  }
}
