import { Component, computed, input, output, viewChild } from '@angular/core';
import { MatButton, MatIconButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { MatMenu, MatMenuItem, MatMenuTrigger } from '@angular/material/menu';
import { RouterLink } from '@angular/router';
import type { ChatSession } from '@nora/data-access';
import { ErrorPanel, FilterBox, RelativeTime, Skeleton, isShortcut } from '@nora/ui';

import { sessionTitle } from '../session-title';
import type { SessionsStore } from '../sessions.store';

/** So many are found by looking at them. */
const FEW = 6;

/** The conversations with an agent. */
@Component({
  selector: 'nora-session-list',
  imports: [
    ErrorPanel,
    FilterBox,
    MatButton,
    MatIcon,
    MatIconButton,
    MatMenu,
    MatMenuItem,
    MatMenuTrigger,
    RelativeTime,
    RouterLink,
    Skeleton,
  ],
  templateUrl: './session-list.html',
  styleUrl: './session-list.scss',
  host: { '(document:keydown)': 'onKey($event)' },
})
export class SessionList {
  private readonly filterBox = viewChild(FilterBox);

  readonly list = input.required<SessionsStore['list']>();
  /** Key of the one that is open. */
  readonly open = input.required<string | null>();
  /** Whether conversations can be begun, named and deleted. */
  readonly canChange = input.required<boolean>();
  /** What they are narrowed to. */
  readonly filter = input.required<string>();
  readonly filterChange = output<string>();
  readonly rename = output<ChatSession>();
  readonly delete = output<ChatSession>();

  protected readonly title = sessionTitle;
  protected readonly filterable = computed(() => this.filter() !== '' || this.items().length > FEW);
  protected readonly items = computed(() => this.list().items());

  protected onKey(event: KeyboardEvent): void {
    if (!isShortcut(event, '/')) return;
    event.preventDefault();
    this.filterBox()?.focus();
  }
}
