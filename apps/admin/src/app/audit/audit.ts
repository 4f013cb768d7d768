import { Component, computed, inject, input } from '@angular/core';
import { takeUntilDestroyed, toObservable, toSignal } from '@angular/core/rxjs-interop';
import { ActivatedRoute, Router } from '@angular/router';
import {
  type AuditFilter,
  AuditLog,
  NO_AUDIT_FILTER,
  auditQueryOf,
  isSameAuditFilter,
  parseAuditFilter,
} from '@nora/ui';

import { AuditStore } from './audit.store';
import { Verification } from './verification/verification';
import { WorkspaceNames } from './workspace-names.store';

/** What was done in the installation and in all its workspaces. Filter and open entry are in the address. */
@Component({
  selector: 'nora-audit',
  imports: [AuditLog, Verification],
  providers: [AuditStore, WorkspaceNames],
  template: `
    <div class="page">
      <h1>Audit</h1>
      <nora-audit-verification class="card" role="region" aria-labelledby="verification-heading" />
      <nora-audit-log
        exportRoute="/api/admin/audit/export"
        [entries]="store.items()"
        [filter]="filter()"
        [loaded]="store.loaded()"
        [loading]="store.loading()"
        [more]="store.more()"
        [problem]="store.problem()"
        [openId]="entry() ?? null"
        [workspaceNames]="workspaces.names()"
        (filtered)="narrow($event)"
        (opened)="open($event)"
        (moreAsked)="store.showMore()"
        (refreshed)="store.refresh()"
      />
    </div>
  `,
})
export class Audit {
  private readonly router = inject(Router);
  private readonly params = toSignal(inject(ActivatedRoute).queryParams, { requireSync: true });

  /** Query parameter: id of the open entry. */
  readonly entry = input<string>();

  protected readonly store = inject(AuditStore);
  protected readonly workspaces = inject(WorkspaceNames);
  protected readonly filter = computed<AuditFilter>(() => parseAuditFilter(this.params()), {
    equal: isSameAuditFilter,
  });
  private readonly shownWorkspaces = computed(() =>
    [this.filter().workspaceId, ...this.store.items().map(({ workspaceId }) => workspaceId)].filter(
      (id) => id !== null,
    ),
  );

  constructor() {
    toObservable(this.filter)
      .pipe(takeUntilDestroyed())
      .subscribe((filter) => void this.store.narrow(filter));
    toObservable(this.shownWorkspaces)
      .pipe(takeUntilDestroyed())
      .subscribe((ids) => void this.workspaces.need(ids));
  }

  protected narrow(filter: AuditFilter): void {
    // What is not named by the new filter is taken out of the address.
    this.navigate({ ...NO_AUDIT_FILTER, ...auditQueryOf(filter), entry: null });
  }

  protected open(entry: string | null): void {
    this.navigate({ entry });
  }

  private navigate(queryParams: Record<string, string | null>): void {
    void this.router.navigate([], { queryParams, queryParamsHandling: 'merge', replaceUrl: true });
  }
}
