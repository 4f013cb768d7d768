import { Component, computed, inject, input, viewChild } from '@angular/core';
import { takeUntilDestroyed, toObservable } from '@angular/core/rxjs-interop';
import { type Params, Router } from '@angular/router';
import { LOG_LEVELS } from '@nora/contracts';
import { ErrorPanel, LogViewer, isShortcut } from '@nora/ui';
import { distinctUntilChanged, filter, map, skip } from 'rxjs';

import { AgentStore } from '../agent.store';
import { LogsStore } from './logs.store';

/** The API takes no longer text. */
const LONGEST_SEARCH = 200;

/** What the runtime writes. How it is narrowed is in the address. */
@Component({
  selector: 'nora-agent-logs',
  imports: [ErrorPanel, LogViewer],
  providers: [LogsStore],
  templateUrl: './agent-logs.html',
  styleUrl: './agent-logs.scss',
  host: { '(document:keydown)': 'onKey($event)' },
})
export class AgentLogs {
  private readonly router = inject(Router);
  private readonly viewer = viewChild(LogViewer);

  /** Route and query parameters. */
  readonly agentId = input.required<string>();
  readonly filter = input<string>();
  readonly level = input<string>();
  readonly wrap = input<string>();

  protected readonly store = inject(LogsStore);
  protected readonly agent = inject(AgentStore).agent;
  protected readonly least = computed(() => LOG_LEVELS.find((level) => level === this.level()) ?? null);
  protected readonly downloadUrl = computed(() => {
    const narrowed = { level: this.least() ?? '', q: this.filter()?.trim().slice(0, LONGEST_SEARCH) ?? '' };
    const query = new URLSearchParams(Object.entries(narrowed).filter(([, value]) => value !== ''));
    return `/api/agents/${encodeURIComponent(this.agentId())}/logs/download?${query.toString()}`;
  });

  constructor() {
    toObservable(this.agentId)
      .pipe(takeUntilDestroyed())
      .subscribe((agentId) => void this.store.open(agentId));
    // A restarted runtime writes a new log; the old stream has ended by then.
    toObservable(this.agent)
      .pipe(
        map((agent) => agent?.status),
        distinctUntilChanged(),
        skip(1),
        filter((status) => status === 'running' && this.store.state() === 'ended'),
        takeUntilDestroyed(),
      )
      .subscribe(() => this.reconnect());
  }

  protected reconnect(): void {
    void this.store.reconnect();
  }

  protected earlier(): void {
    void this.store.readEarlier();
  }

  protected filterBy(text: string): void {
    this.narrow({ filter: text.trim() ? text : null });
  }

  protected narrow(queryParams: Params): void {
    void this.router.navigate([], { queryParams, queryParamsHandling: 'merge', replaceUrl: true });
  }

  protected onKey(event: KeyboardEvent): void {
    if (!isShortcut(event, '/')) return;
    event.preventDefault();
    this.viewer()?.focusFilter();
  }
}
