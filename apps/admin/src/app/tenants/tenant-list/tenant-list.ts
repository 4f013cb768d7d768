import { Component, computed, inject, input, viewChild } from '@angular/core';
import { takeUntilDestroyed, toObservable } from '@angular/core/rxjs-interop';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { Router, RouterLink } from '@angular/router';
import { EmptyState, ErrorPanel, FilterBox, RelativeTime, Skeleton, StatusBadge, isShortcut } from '@nora/ui';
import { debounceTime } from 'rxjs';

import { counted } from '../../words';
import { tenantLook } from '../tenant-words';
import { TenantsStore } from '../tenants.store';

/** Somebody who types is not asked about at every letter. */
const TYPING_MS = 200;
const SEARCH_MAX = 254;

/** All workspaces of the installation, deleted ones too. The search is in the address. */
@Component({
  selector: 'nora-tenant-list',
  imports: [
    EmptyState,
    ErrorPanel,
    FilterBox,
    MatButton,
    MatIcon,
    RelativeTime,
    RouterLink,
    Skeleton,
    StatusBadge,
  ],
  providers: [TenantsStore],
  templateUrl: './tenant-list.html',
  styleUrls: ['../../rows.scss', './tenant-list.scss'],
  host: { '(document:keydown)': 'onKey($event)' },
})
export class TenantList {
  private readonly router = inject(Router);
  private readonly filterBox = viewChild(FilterBox);

  /** Query parameter. */
  readonly q = input<string>();

  protected readonly store = inject(TenantsStore);
  protected readonly counted = counted;
  protected readonly question = computed(() => (this.q() ?? '').trim().slice(0, SEARCH_MAX));
  protected readonly rows = computed(() =>
    this.store.items().map((tenant) => ({ tenant, look: tenantLook(tenant) })),
  );

  constructor() {
    toObservable(this.question)
      .pipe(debounceTime(TYPING_MS), takeUntilDestroyed())
      .subscribe((question) => void this.store.narrow(question));
  }

  protected filterBy(query: string): void {
    const queryParams = { q: query.trim() ? query : null };
    void this.router.navigate([], { queryParams, queryParamsHandling: 'merge', replaceUrl: true });
  }

  protected onKey(event: KeyboardEvent): void {
    if (!isShortcut(event, '/')) return;
    event.preventDefault();
    this.filterBox()?.focus();
  }
}
