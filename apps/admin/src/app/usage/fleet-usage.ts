import { Component, computed, inject, input } from '@angular/core';
import { takeUntilDestroyed, toObservable } from '@angular/core/rxjs-interop';
import { usageRange } from '@nora/spending';
import { UsageReport } from '@nora/spending/report';

import { FLEET_USAGE_GROUPS, FleetUsageStore } from './fleet-usage.store';

/** What the whole installation used models for, and what it cost. All of what is looked at is in the address. */
@Component({
  selector: 'nora-fleet-usage',
  imports: [UsageReport],
  providers: [FleetUsageStore],
  template: `
    <div class="page">
      <h1>Usage</h1>
      <h2 class="cdk-visually-hidden">Of all workspaces</h2>
      <nora-usage-report
        [usage]="store.usage()"
        [problem]="store.problem()"
        [range]="range()"
        [measure]="measure()"
        [view]="view()"
        [by]="shownBy()"
        [groups]="groups"
        [linkOf]="linkOf()"
        (retry)="store.refresh()"
      />
    </div>
  `,
})
export class FleetUsage {
  /** Query parameters. */
  readonly range = input<string>();
  readonly by = input<string>();
  readonly measure = input<string>();
  readonly view = input<string>();

  protected readonly store = inject(FleetUsageStore);
  protected readonly groups = FLEET_USAGE_GROUPS;
  protected readonly shownBy = computed(
    () => FLEET_USAGE_GROUPS.find((group) => group === this.by()) ?? FLEET_USAGE_GROUPS[0],
  );
  /** By what is shown, which may be what was asked before. */
  protected readonly linkOf = computed(() =>
    this.store.usage()?.by === 'workspace' ? (key: string) => ['/workspaces', key] : () => null,
  );
  private readonly shownRange = computed(() => usageRange(this.range()));

  constructor() {
    toObservable(computed(() => ({ of: '', range: this.shownRange(), by: this.shownBy() })))
      .pipe(takeUntilDestroyed())
      .subscribe((asked) => void this.store.show(asked));
  }
}
