import { LiveAnnouncer } from '@angular/cdk/a11y';
import {
  Component,
  ElementRef,
  Injector,
  afterNextRender,
  computed,
  inject,
  input,
  linkedSignal,
} from '@angular/core';
import { takeUntilDestroyed, toObservable, toSignal } from '@angular/core/rxjs-interop';
import { ReactiveFormsModule } from '@angular/forms';
import { MatButton, MatIconButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { RouterLink } from '@angular/router';
import { MODEL_DELIVERIES } from '@nora/contracts';
import { type Agent, Saving, WorkspacesStore } from '@nora/data-access';
import { ErrorPanel, Skeleton } from '@nora/ui';
import { startWith, switchMap } from 'rxjs';

import { ChoiceCards, type ChoiceView } from '../../../deploy/choice-cards';
import { ModelFields, createChoiceForm } from '../../../models/model-fields';
import { ModelLists } from '../../../models/model-lists.store';
import { DEMO, type ModelSource, modelSources } from '../../../models/model-sources';
import { ProvidersStore } from '../../../workspaces/providers/providers.store';
import { AgentModelStore } from './agent-model.store';
import { LoopFields } from './loop-fields';
import {
  MOST_FALLBACKS,
  createModelForm,
  directRefused,
  judgeAnew,
  moveFallback,
  sameBinding,
  toWantedModel,
} from './model-form';

/** Which model an agent talks to, who is asked when that one does not answer, and how it is reached. */
@Component({
  selector: 'nora-agent-model',
  imports: [
    ChoiceCards,
    ErrorPanel,
    LoopFields,
    MatButton,
    MatIcon,
    MatIconButton,
    ModelFields,
    ReactiveFormsModule,
    RouterLink,
    Skeleton,
  ],
  providers: [AgentModelStore, ModelLists, ProvidersStore],
  templateUrl: './model-section.html',
  styleUrls: ['../form-line.scss', './model-section.scss'],
})
export class AgentModelSection {
  private readonly announcer = inject(LiveAnnouncer);
  private readonly injector = inject(Injector);
  private readonly element = inject<ElementRef<HTMLElement>>(ElementRef);
  private readonly workspaces = inject(WorkspacesStore);

  readonly agent = input.required<Agent>();

  protected readonly store = inject(AgentModelStore);
  protected readonly providers = inject(ProvidersStore);
  protected readonly saving = new Saving();
  protected readonly mayAdd = computed(() =>
    this.workspaces.can('providers:manage', this.agent().workspaceId),
  );
  protected readonly sources = computed(() => modelSources(this.providers.items(), this.providers.demo()));
  protected readonly known = computed(() => this.providers.loaded() && this.providers.demo() !== null);
  /** Null until it is known what the agent is bound to. */
  protected readonly form = linkedSignal({
    source: computed(() => this.store.model(), { equal: sameBinding }),
    computation: (model) => model && createModelForm(model),
  });
  protected readonly values = toSignal(
    toObservable(this.form).pipe(
      switchMap((form) => (form ? form.valueChanges.pipe(startWith(form.value)) : [])),
    ),
  );
  /** How the first choice is talked to: a fallback must be talked to alike. */
  protected readonly shape = computed(() => {
    const first = this.sources().find(({ id }) => id === this.values()?.providerId);
    return first?.shape ?? this.store.model()?.shape ?? null;
  });
  protected readonly direct = computed(() => this.values()?.delivery === 'direct');
  protected readonly deliveries = computed<readonly ChoiceView[]>(() => {
    const reason = directRefused(this.values() ?? {});
    return [
      {
        id: 'gateway',
        label: 'Through Nora',
        description: 'The agent holds a key that only Nora takes. Calls are counted, and budgets hold.',
      },
      {
        id: 'direct',
        label: 'Direct',
        description: 'The key of the provider lies inside the runtime, which calls the provider itself.',
        available: reason === null,
        reason,
      },
    ];
  });
  /** Whom one more fallback would ask first; null while nobody else is talked to alike. */
  private readonly next = computed<ModelSource | null>(() => {
    const { providerId, fallbacks = [] } = this.values() ?? {};
    const taken = [providerId, ...fallbacks.map((one) => one.providerId)];
    const alike = this.sources().filter(({ shape, enabled }) => enabled && shape === this.shape());
    const fresh = alike.filter(({ id }) => !taken.includes(id));
    const own = ({ id }: ModelSource) => id !== DEMO;
    return fresh.find(own) ?? fresh[0] ?? alike.find(own) ?? null;
  });
  /** Why no fallback can be added; null when one can. */
  protected readonly noFallback = computed(() => {
    if (this.direct()) return 'A runtime that holds the key asks its provider alone.';
    if (this.next() === null) return 'There is nobody else to ask: add a provider first.';
    const count = this.values()?.fallbacks?.length ?? 0;
    return count < MOST_FALLBACKS ? null : `${MOST_FALLBACKS} are the most.`;
  });

  constructor() {
    toObservable(computed(() => this.agent().id))
      .pipe(takeUntilDestroyed())
      .subscribe((id) => void this.store.show(id));
    toObservable(computed(() => this.agent().workspaceId))
      .pipe(takeUntilDestroyed())
      .subscribe((id) => void this.readSources(id));
  }

  protected async readSources(workspaceId: string): Promise<void> {
    await Promise.all([this.providers.show(workspaceId), this.providers.readKinds()]);
  }

  protected deliver(id: string): void {
    const delivery = MODEL_DELIVERIES.find((one) => one === id);
    if (delivery) this.form()?.controls.delivery.setValue(delivery);
  }

  protected add(): void {
    const form = this.form();
    const next = this.next();
    if (!form || !next) return;
    const { fallbacks } = form.controls;
    fallbacks.push(createChoiceForm(next.id, next.defaultModel));
    this.focus(`[data-fallback="${fallbacks.length - 1}"] select`);
  }

  protected move(from: number, to: number): void {
    const form = this.form();
    if (!form) return;
    moveFallback(form, from, to);
    void this.announcer.announce(`It is asked as number ${to + 2} now.`);
    this.focus(`[data-fallback="${to}"] select`);
  }

  protected drop(index: number): void {
    this.form()?.controls.fallbacks.removeAt(index);
    void this.announcer.announce('The fallback is removed.');
    this.focus('button.add');
  }

  protected async submit(): Promise<void> {
    const form = this.form();
    if (!form) return;
    judgeAnew(form);
    await this.saving.send(form, () => this.store.save(toWantedModel(form)));
  }

  /** What was pressed may have gone or moved. */
  private focus(selector: string): void {
    const { nativeElement } = this.element;
    afterNextRender(() => nativeElement.querySelector<HTMLElement>(selector)?.focus(), {
      injector: this.injector,
    });
  }
}
