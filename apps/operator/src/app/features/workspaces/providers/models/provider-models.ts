import { LiveAnnouncer } from '@angular/cdk/a11y';
import { Component, ElementRef, Injector, computed, inject, input, signal, viewChild } from '@angular/core';
import { takeUntilDestroyed, toObservable } from '@angular/core/rxjs-interop';
import { MatButton, MatIconButton } from '@angular/material/button';
import { MatDialog } from '@angular/material/dialog';
import { MatIcon } from '@angular/material/icon';
import { MatTooltip } from '@angular/material/tooltip';
import { Router, RouterLink } from '@angular/router';
import { WorkspacesStore } from '@nora/data-access';
import { EmptyState, ErrorPanel, FilterBox, Skeleton, formatNumber, isShortcut } from '@nora/ui';
import { firstValueFrom } from 'rxjs';

import { formatRate } from '../../../models/rates';
import { focusRow } from '../../focus-row';
import { counted } from '../../workspace-words';
import { type ModelRow, SOURCE_WORDS, filterRows } from './model-rows';
import { type OwnPrice, ModelsStore } from './models.store';
import { PriceForm, type PriceFormData } from './price-form';

/** Rows that are shown at first, and as many more each time. */
const STEP = 100;

/** The models of a provider, as it lists them, and what each costs. The filter is in the address. */
@Component({
  selector: 'nora-provider-models',
  imports: [
    EmptyState,
    ErrorPanel,
    FilterBox,
    MatButton,
    MatIcon,
    MatIconButton,
    MatTooltip,
    RouterLink,
    Skeleton,
  ],
  providers: [ModelsStore],
  templateUrl: './provider-models.html',
  styleUrls: ['../../rows.scss', './provider-models.scss'],
  host: { '(document:keydown)': 'onKey($event)' },
})
export class ProviderModels {
  private readonly announcer = inject(LiveAnnouncer);
  private readonly dialog = inject(MatDialog);
  private readonly element = inject<ElementRef<HTMLElement>>(ElementRef);
  private readonly injector = inject(Injector);
  private readonly router = inject(Router);
  private readonly workspaces = inject(WorkspacesStore);
  private readonly filterBox = viewChild(FilterBox);
  private readonly limit = signal(STEP);

  readonly workspaceId = input.required<string>();
  readonly providerId = input.required<string>();
  /** Query parameter: what is looked for. */
  readonly q = input<string>();

  protected readonly store = inject(ModelsStore);
  protected readonly sources = SOURCE_WORDS;
  protected readonly formatNumber = formatNumber;
  protected readonly formatRate = formatRate;
  protected readonly mayManage = computed(() => this.workspaces.can('providers:manage', this.workspaceId()));
  protected readonly query = computed(() => this.q() ?? '');
  protected readonly found = computed(() => filterRows(this.store.rows(), this.query()));
  protected readonly shown = computed(() => this.found().slice(0, this.limit()));
  protected readonly count = computed(() => counted(this.found().length, 'model'));

  constructor() {
    toObservable(computed(() => [this.workspaceId(), this.providerId()] as const))
      .pipe(takeUntilDestroyed())
      .subscribe(([workspaceId, providerId]) => void this.store.show(workspaceId, providerId));
  }

  protected filterBy(q: string): void {
    this.limit.set(STEP);
    void this.router.navigate([], {
      queryParams: { q: q || null },
      queryParamsHandling: 'merge',
      replaceUrl: true,
    });
  }

  protected onKey(event: KeyboardEvent): void {
    const box = this.filterBox();
    if (!box || !isShortcut(event, '/')) return;
    event.preventDefault();
    box.focus();
  }

  protected showMore(): void {
    this.limit.update((limit) => limit + STEP);
  }

  protected async price(row: ModelRow | null): Promise<void> {
    const data: PriceFormData = {
      row,
      save: (model, rates) => this.store.price(model, row?.own ?? null, rates),
    };
    const dialog = this.dialog.open<PriceForm, PriceFormData, OwnPrice>(PriceForm, {
      ...{ width: '480px', data },
    });
    const saved = await firstValueFrom(dialog.afterClosed());
    if (saved) void this.announcer.announce(`The price of ${saved.model} is saved.`);
  }

  protected async forget({ id }: ModelRow, own: OwnPrice): Promise<void> {
    if (!(await this.store.forget(own))) return;
    focusRow(this.element, id, this.injector);
    void this.announcer.announce(`The price list holds for ${id} again.`);
  }
}
