import { Component, computed, inject, input, viewChild } from '@angular/core';
import { takeUntilDestroyed, toObservable } from '@angular/core/rxjs-interop';
import { Router } from '@angular/router';
import { ErrorPanel, LogViewer, isShortcut } from '@nora/ui';
import { distinctUntilChanged, filter, map, skip } from 'rxjs';

import { AgentStore } from '../agent.store';
import { LogsStore } from './logs.store';

/** What the runtime writes. The filter is in the address. */
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

  protected readonly store = inject(LogsStore);
  protected readonly agent = inject(AgentStore).agent;
  protected readonly fileName = computed(() => `${this.agent()?.slug ?? 'agent'}.log`);

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
    void this.store.open(this.agentId());
  }

  protected filterBy(text: string): void {
    void this.router.navigate([], {
      queryParams: { filter: text.trim() ? text : null },
      queryParamsHandling: 'merge',
      replaceUrl: true,
    });
  }

  protected onKey(event: KeyboardEvent): void {
    if (!isShortcut(event, '/')) return;
    event.preventDefault();
    this.viewer()?.focusFilter();
  }
}
