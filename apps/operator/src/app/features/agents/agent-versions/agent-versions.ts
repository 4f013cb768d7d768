import { Component, computed, inject, input } from '@angular/core';
import { takeUntilDestroyed, toObservable } from '@angular/core/rxjs-interop';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { Router } from '@angular/router';
import type { AgentVersion } from '@nora/data-access';
import {
  DEPLOYMENT_STATUS_LOOKS,
  EmptyState,
  ErrorPanel,
  RelativeTime,
  Skeleton,
  StatusBadge,
  type StatusLook,
} from '@nora/ui';

import { AgentOperations } from '../agent-operations.store';
import { AgentStore } from '../agent.store';
import { VersionDiff } from './version-diff';
import { SOURCE_WORDS, pairOf } from './version-words';
import { VersionsStore } from './versions.store';

/** What the agent was and is: two versions compared, and the way back. What is compared is in the address. */
@Component({
  selector: 'nora-agent-versions',
  imports: [EmptyState, ErrorPanel, MatButton, MatIcon, RelativeTime, Skeleton, StatusBadge, VersionDiff],
  providers: [VersionsStore],
  templateUrl: './agent-versions.html',
  styleUrl: './agent-versions.scss',
})
export class AgentVersions {
  private readonly router = inject(Router);
  private readonly operations = inject(AgentOperations);

  readonly agentId = input.required<string>();
  /** Query parameters: the two versions to compare. */
  readonly from = input<string>();
  readonly to = input<string>();

  protected readonly store = inject(VersionsStore);
  protected readonly agent = inject(AgentStore).agent;
  protected readonly sources = SOURCE_WORDS;
  protected readonly pair = computed(() => pairOf(this.store.items(), { from: this.from(), to: this.to() }), {
    equal: (a, b) => a?.from === b?.from && a?.to === b?.to,
  });
  protected readonly mayRollBack = computed(() => {
    const agent = this.agent();
    return agent !== null && this.operations.allows('rollback', agent);
  });
  /** Number of the current version: only what is older can be gone back to. */
  protected readonly current = computed(
    () => this.store.items().find((version) => version.current)?.number ?? 0,
  );
  protected readonly busy = computed(() => this.operations.pending(this.agentId()) !== null);

  constructor() {
    toObservable(this.agentId)
      .pipe(takeUntilDestroyed())
      .subscribe((agentId) => void this.store.open(agentId));
    toObservable(this.pair)
      .pipe(takeUntilDestroyed())
      .subscribe((pair) => {
        if (pair) void this.store.compare(pair.from, pair.to);
      });
  }

  /** How its last deployment ended, where that was no success. */
  protected mark({ lastDeployment }: AgentVersion): StatusLook | null {
    if (!lastDeployment || lastDeployment.status === 'succeeded') return null;
    return DEPLOYMENT_STATUS_LOOKS[lastDeployment.status];
  }

  protected choose(side: 'from' | 'to', number: number): void {
    const pair = { ...this.pair(), [side]: number };
    void this.router.navigate([], { queryParams: pair, queryParamsHandling: 'merge', replaceUrl: true });
  }

  protected again(): void {
    const pair = this.pair();
    if (pair) void this.store.compare(pair.from, pair.to);
  }

  protected rollBack(number: number): void {
    const agent = this.agent();
    if (agent) void this.operations.rollback(agent, number);
  }
}
