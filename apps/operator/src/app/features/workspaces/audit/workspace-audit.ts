import { Component, computed, inject, input } from '@angular/core';
import { takeUntilDestroyed, toObservable, toSignal } from '@angular/core/rxjs-interop';
import { ActivatedRoute, Router } from '@angular/router';
import { WorkspacesStore } from '@nora/data-access';
import {
  type AuditFilter,
  AuditLog,
  NO_AUDIT_FILTER,
  auditQueryOf,
  isSameAuditFilter,
  parseAuditFilter,
} from '@nora/ui';

import { Forbidden } from '../../states/forbidden';
import { AuditStore } from './audit.store';

/** What was done in a workspace. Filter and open entry are in the address. */
@Component({
  selector: 'nora-workspace-audit',
  imports: [AuditLog, Forbidden],
  providers: [AuditStore],
  template: `
    @if (!allowed()) {
      <nora-forbidden needs="admin" />
    } @else {
      <div class="page">
        <nora-audit-log
          [entries]="store.items()"
          [filter]="filter()"
          [loaded]="store.loaded()"
          [loading]="store.loading()"
          [more]="store.more()"
          [problem]="store.problem()"
          [openId]="entry() ?? null"
          [exportRoute]="exportRoute()"
          (filtered)="narrow($event)"
          (opened)="open($event)"
          (moreAsked)="store.showMore()"
          (refreshed)="store.refresh()"
        />
      </div>
    }
  `,
})
export class WorkspaceAudit {
  private readonly router = inject(Router);
  private readonly workspaces = inject(WorkspacesStore);
  private readonly params = toSignal(inject(ActivatedRoute).queryParams, { requireSync: true });

  readonly workspaceId = input.required<string>();
  /** Query parameter: id of the open entry. */
  readonly entry = input<string>();

  protected readonly store = inject(AuditStore);
  protected readonly allowed = computed(() => this.workspaces.can('audit:read', this.workspaceId()));
  protected readonly filter = computed(
    () => ({ ...parseAuditFilter(this.params()), workspaceId: null }) satisfies AuditFilter,
    { equal: isSameAuditFilter },
  );
  protected readonly exportRoute = computed(() => `/api/workspaces/${this.workspaceId()}/audit/export`);

  constructor() {
    const question = computed(() =>
      this.allowed() ? { workspaceId: this.workspaceId(), filter: this.filter() } : null,
    );
    toObservable(question)
      .pipe(takeUntilDestroyed())
      .subscribe((asked) => {
        if (asked) void this.store.show(asked);
      });
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
