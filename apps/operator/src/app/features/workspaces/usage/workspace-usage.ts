import { Component, computed, inject, input } from '@angular/core';
import { takeUntilDestroyed, toObservable } from '@angular/core/rxjs-interop';
import { usageRange } from '@nora/spending';
import { UsageReport } from '@nora/spending/report';

import { WORKSPACE_USAGE_GROUPS, WorkspaceUsageStore } from './workspace-usage.store';

/** What the agents of a workspace used models for, and what it cost. All of what is looked at is in the address. */
@Component({
  selector: 'nora-workspace-usage',
  imports: [UsageReport],
  providers: [WorkspaceUsageStore],
  template: `
    <div class="page">
      <h2 class="cdk-visually-hidden">Usage</h2>
      <nora-usage-report
        [usage]="store.usage()"
        [problem]="store.problem()"
        [range]="range()"
        [measure]="measure()"
        [view]="view()"
        [by]="shownBy()"
        [groups]="groups"
        [csvRoute]="'/api/workspaces/' + workspaceId() + '/usage.csv'"
        [linkOf]="linkOf()"
        (retry)="store.refresh()"
      />
    </div>
  `,
})
export class WorkspaceUsage {
  /** Route and query parameters. */
  readonly workspaceId = input.required<string>();
  readonly range = input<string>();
  readonly by = input<string>();
  readonly measure = input<string>();
  readonly view = input<string>();

  protected readonly store = inject(WorkspaceUsageStore);
  protected readonly groups = WORKSPACE_USAGE_GROUPS;
  protected readonly shownBy = computed(
    () => WORKSPACE_USAGE_GROUPS.find((group) => group === this.by()) ?? WORKSPACE_USAGE_GROUPS[0],
  );
  /** By what is shown, which may be what was asked before. */
  protected readonly linkOf = computed(() =>
    this.store.usage()?.by === 'agent' ? (key: string) => ['/agents', key, 'usage'] : () => null,
  );
  private readonly shownRange = computed(() => usageRange(this.range()));

  constructor() {
    const question = computed(() => ({
      ...{ of: this.workspaceId(), range: this.shownRange(), by: this.shownBy() },
    }));
    toObservable(question)
      .pipe(takeUntilDestroyed())
      .subscribe((asked) => void this.store.show(asked));
  }
}
