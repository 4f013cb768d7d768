import { BreakpointObserver } from '@angular/cdk/layout';
import { CdkFixedSizeVirtualScroll, CdkVirtualForOf, CdkVirtualScrollViewport } from '@angular/cdk/scrolling';
import { Component, afterRenderEffect, computed, inject, input, viewChild } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { MatButton, MatIconButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { MatMenu, MatMenuContent, MatMenuItem, MatMenuTrigger } from '@angular/material/menu';
import { Router, RouterLink } from '@angular/router';
import { AGENT_STATUSES, type AgentStatus } from '@nora/contracts';
import { type Agent, WorkspacesStore } from '@nora/data-access';
import {
  AGENT_STATUS_LOOKS,
  CopyableId,
  EmptyState,
  ErrorPanel,
  FilterBox,
  RelativeTime,
  Skeleton,
  StatusBadge,
  isShortcut,
} from '@nora/ui';
import { map } from 'rxjs';

import { AgentOperations, type Operation } from '../agent-operations.store';
import { AgentsStore } from '../agents.store';
import { FAMILY_LABELS, TARGET_LABELS, isEvaluation } from '../labels';
import { OPERATION_LOOKS, type OperationLook } from '../operation-looks';
import {
  DEFAULT_SORTING,
  type SortKey,
  countByStatus,
  formatSorting,
  parseSorting,
  selectRows,
} from './agent-rows';

const ROW_PX = 52;
const NARROW_ROW_PX = 76;

/** The fleet of the present workspace. Filter, status and order are in the address. */
@Component({
  selector: 'nora-agent-list',
  imports: [
    CdkFixedSizeVirtualScroll,
    CdkVirtualForOf,
    CdkVirtualScrollViewport,
    CopyableId,
    EmptyState,
    ErrorPanel,
    FilterBox,
    MatButton,
    MatIcon,
    MatIconButton,
    MatMenu,
    MatMenuContent,
    MatMenuItem,
    MatMenuTrigger,
    RelativeTime,
    RouterLink,
    Skeleton,
    StatusBadge,
  ],
  templateUrl: './agent-list.html',
  styleUrls: ['./agent-list.scss', './agent-list.narrow.scss'],
  host: { '(document:keydown)': 'onKey($event)' },
})
export class AgentList {
  private readonly router = inject(Router);
  private readonly operations = inject(AgentOperations);
  private readonly workspaces = inject(WorkspacesStore);
  private readonly filterBox = viewChild(FilterBox);
  private readonly viewport = viewChild(CdkVirtualScrollViewport);

  /** Query parameters. */
  readonly q = input<string>();
  readonly status = input<string>();
  readonly sort = input<string>();

  protected readonly store = inject(AgentsStore);
  protected readonly looks = AGENT_STATUS_LOOKS;
  protected readonly families = FAMILY_LABELS;
  protected readonly targets = TARGET_LABELS;
  protected readonly isEvaluation = isEvaluation;
  protected readonly columns: readonly { key: SortKey; label: string }[] = [
    { key: 'name', label: 'Agent' },
    { key: 'status', label: 'Status' },
    { key: 'runtime', label: 'Runtime' },
    { key: 'changed', label: 'Last change' },
  ];
  protected readonly query = computed(() => this.q() ?? '');
  protected readonly chosenStatus = computed(
    () => AGENT_STATUSES.find((status) => status === this.status()) ?? null,
  );
  protected readonly sorting = computed(() => parseSorting(this.sort()));
  protected readonly counts = computed(() => countByStatus(this.store.items()));
  protected readonly rows = computed(() =>
    selectRows(this.store.items(), this.query(), this.chosenStatus(), this.sorting()),
  );
  protected readonly mayDeploy = computed(() => this.workspaces.can('agents:write'));
  private readonly narrow = toSignal(
    inject(BreakpointObserver)
      .observe('(max-width: 640px)')
      .pipe(map(({ matches }) => matches)),
    { initialValue: false },
  );
  protected readonly rowPx = computed(() => (this.narrow() ? NARROW_ROW_PX : ROW_PX));

  constructor() {
    // The viewport is as high as its rows, as long as they fit; it has to be told when that changes.
    afterRenderEffect(() => {
      if (this.rows().length > 0) this.viewport()?.checkViewportSize();
    });
  }

  protected offered(agent: Agent): readonly Operation[] {
    return this.operations.offered(agent);
  }

  protected looksOf(operation: Operation): OperationLook {
    return OPERATION_LOOKS[operation];
  }

  protected run(operation: Operation, agent: Agent): void {
    void this.operations.run(operation, agent);
  }

  protected filterBy(query: string): void {
    this.show({ q: query.trim() ? query : null });
  }

  protected toggleStatus(status: AgentStatus): void {
    this.show({ status: this.chosenStatus() === status ? null : status });
  }

  protected sortBy(key: SortKey): void {
    const present = this.sorting();
    const next = { key, descending: present.key === key ? !present.descending : key === 'changed' };
    const text = formatSorting(next);
    this.show({ sort: text === formatSorting(DEFAULT_SORTING) ? null : text });
  }

  protected ariaSort(key: SortKey): 'ascending' | 'descending' | 'none' {
    const { key: sorted, descending } = this.sorting();
    if (sorted !== key) return 'none';
    return descending ? 'descending' : 'ascending';
  }

  protected clear(): void {
    this.show({ q: null, status: null });
  }

  protected trackById(_index: number, agent: Agent): string {
    return agent.id;
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
