import { Component, computed, inject, input, viewChild } from '@angular/core';
import { takeUntilDestroyed, toObservable } from '@angular/core/rxjs-interop';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { Router, RouterLink } from '@angular/router';
import { SessionStore } from '@nora/data-access';
import { EmptyState, ErrorPanel, FilterBox, RelativeTime, Skeleton, StatusBadge, isShortcut } from '@nora/ui';
import { debounceTime } from 'rxjs';

import { counted } from '../../words';
import {
  PLATFORM_ROLE_WORDS,
  ROLE_FILTERS,
  STATE_FILTERS,
  parseUserQuestion,
  stateLook,
} from '../user-words';
import { type UserQuestion, UsersStore } from '../users.store';

/** Somebody who types is not asked about at every letter. */
const TYPING_MS = 200;

/** Everybody who has an account. Search and filters are in the address. */
@Component({
  selector: 'nora-user-list',
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
  providers: [UsersStore],
  templateUrl: './user-list.html',
  styleUrls: ['../../rows.scss', './user-list.scss'],
  host: { '(document:keydown)': 'onKey($event)' },
})
export class UserList {
  private readonly router = inject(Router);
  private readonly me = inject(SessionStore).me;
  private readonly filterBox = viewChild(FilterBox);

  /** Query parameters. */
  readonly q = input<string>();
  readonly role = input<string>();
  readonly state = input<string>();

  protected readonly store = inject(UsersStore);
  protected readonly roles = PLATFORM_ROLE_WORDS;
  protected readonly roleFilters = ROLE_FILTERS;
  protected readonly stateFilters = STATE_FILTERS;
  protected readonly counted = counted;
  protected readonly question = computed(() => parseUserQuestion(this.q(), this.role(), this.state()), {
    equal: isSame,
  });
  protected readonly narrows = computed(() => {
    const { q, role, state } = this.question();
    return q !== '' || role !== null || state !== null;
  });
  protected readonly rows = computed(() =>
    this.store.items().map((user) => ({ user, look: stateLook(user), own: user.id === this.me()?.id })),
  );

  constructor() {
    toObservable(this.question)
      .pipe(debounceTime(TYPING_MS), takeUntilDestroyed())
      .subscribe((question) => void this.store.narrow(question));
  }

  protected filterBy(query: string): void {
    this.show({ q: query.trim() ? query : null });
  }

  protected toggle(name: 'role' | 'state', value: string): void {
    this.show({ [name]: this.question()[name] === value ? null : value });
  }

  protected clear(): void {
    this.show({ q: null, role: null, state: null });
  }

  protected onKey(event: KeyboardEvent): void {
    if (!isShortcut(event, '/')) return;
    event.preventDefault();
    this.filterBox()?.focus();
  }

  private show(queryParams: Record<string, string | null>): void {
    void this.router.navigate([], { queryParams, queryParamsHandling: 'merge', replaceUrl: true });
  }
}

function isSame(a: UserQuestion, b: UserQuestion): boolean {
  return a.q === b.q && a.role === b.role && a.state === b.state;
}
