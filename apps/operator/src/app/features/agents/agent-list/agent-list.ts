import { BreakpointObserver } from '@angular/cdk/layout';
import { CdkFixedSizeVirtualScroll, CdkVirtualForOf, CdkVirtualScrollViewport } from '@angular/cdk/scrolling';
import { Component, ElementRef, afterRenderEffect, computed, inject, input, viewChild } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { MatButton, MatIconButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { MatMenu, MatMenuContent, MatMenuItem, MatMenuTrigger } from '@angular/material/menu';
import { Router, RouterLink } from '@angular/router';
import { type Agent, WorkspacesStore } from '@nora/data-access';
import { STOPPED_LOOK } from '@nora/spending';
import {
  AGENT_STATUS_LOOKS,
  CopyableId,
  DRIFT_LOOK,
  EmptyState,
  ErrorPanel,
  FilterBox,
  RelativeTime,
  Skeleton,
  StatusBadge,
  formatNumber,
  isShortcut,
} from '@nora/ui';
import { map } from 'rxjs';

import { EndingNotice } from '../../workspaces/ending/ending-notice';
import { AgentOperations, type Operation } from '../agent-operations.store';
import { AgentsStore } from '../agents.store';
import { FAMILY_LABELS, TARGET_LABELS, isEvaluation } from '../labels';
import { type OperationLook, operationLook } from '../operation-looks';
import {
  DEFAULT_SORTING,
  STATUS_FILTERS,
  type SortKey,
  type StatusFilter,
  countByStatus,
  formatSorting,
  parseSorting,
  selectRows,
} from './agent-rows';
import { AgentSelection } from './agent-selection';
import { BulkBar } from './bulk-bar';
import { BulkResults } from './bulk-results';

const ROW_PX = 52;
const NARROW_ROW_PX = 76;

/** The fleet of the present workspace. Filter, status and order are in the address. */
@Component({
  selector: 'nora-agent-list',
  imports: [
    BulkBar,
    BulkResults,
    CdkFixedSizeVirtualScroll,
    CdkVirtualForOf,
    CdkVirtualScrollViewport,
    CopyableId,
    EmptyState,
    EndingNotice,
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
  private readonly element = inject<ElementRef<HTMLElement>>(ElementRef);

  /** Query parameters. */
  readonly q = input<string>();
  readonly status = input<string>();
  readonly sort = input<string>();

  protected readonly format = formatNumber;
  protected readonly store = inject(AgentsStore);
  protected readonly looks = AGENT_STATUS_LOOKS;
  protected readonly drift = DRIFT_LOOK;
  protected readonly paused = STOPPED_LOOK;
  protected readonly selection = new AgentSelection();
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
  protected readonly filter = computed(
    () => STATUS_FILTERS.find((filter) => filter === this.status()) ?? null,
  );
  protected readonly sorting = computed(() => parseSorting(this.sort()));
  protected readonly agents = computed(() => [...this.store.items(), ...this.store.kept()]);
  protected readonly counts = computed(() => countByStatus(this.agents()));
  protected readonly rows = computed(() =>
    selectRows(this.agents(), this.query(), this.filter(), this.sorting()),
  );
  /** The workspace while it is being deleted: it takes no new agents. */
  protected readonly ending = computed(() => {
    const workspace = this.workspaces.current();
    return workspace?.deletionRequestedAt ? workspace : null;
  });
  private readonly mayOperate = computed(() => this.workspaces.can('agents:write'));
  protected readonly mayDeploy = computed(() => this.mayOperate() && !this.ending());
  protected readonly maySelect = computed(() => this.mayOperate() && this.filter() !== 'deleted');
  /** What is chosen and can be seen: a row that the filter hides is not acted on. */
  protected readonly chosen = computed(() =>
    this.maySelect() ? this.rows().filter(({ id }) => this.selection.has(id)) : [],
  );
  protected readonly allChosen = computed(() => this.chosen().length === this.rows().length);
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

  protected lookOf(operation: Operation, agent: Agent): OperationLook {
    return operationLook(operation, agent);
  }

  protected wordFor(filter: StatusFilter): string {
    if (filter === 'drift') return DRIFT_LOOK.word;
    if (filter === 'paused') return STOPPED_LOOK.word;
    return filter === 'deleted' ? 'Deleted (data kept)' : AGENT_STATUS_LOOKS[filter].word;
  }

  protected run(operation: Operation, agent: Agent): void {
    void this.operations.run(operation, agent);
  }

  protected filterBy(query: string): void {
    this.show({ q: query.trim() ? query : null });
  }

  protected toggleFilter(filter: StatusFilter): void {
    this.show({ status: this.filter() === filter ? null : filter });
  }

  protected choose(agent: Agent, event: MouseEvent): void {
    if (event.shiftKey) this.selection.extendTo(agent.id, this.order());
    else this.selection.toggle(agent.id);
  }

  protected chooseAll(): void {
    this.selection.toggleAll(this.order());
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
    if (isShortcut(event, '/')) {
      event.preventDefault();
      this.filterBox()?.focus();
      return;
    }
    const id = rowOf(event.target);
    if (id === null) return;
    if (isShortcut(event, 'ArrowDown')) this.focusBeside(event, id, 1);
    else if (isShortcut(event, 'ArrowUp')) this.focusBeside(event, id, -1);
    else if (this.maySelect() && isShortcut(event, 'x')) this.selection.toggle(id);
    else if (this.maySelect() && isShortcut(event, 'X')) this.selection.extendTo(id, this.order());
  }

  private order(): readonly string[] {
    return this.rows().map(({ id }) => id);
  }

  private focusBeside(event: KeyboardEvent, id: string, step: 1 | -1): void {
    event.preventDefault();
    const order = this.order();
    const index = order.indexOf(id) + step;
    const next = order[index];
    if (next === undefined) return;
    const link = () =>
      this.element.nativeElement.querySelector<HTMLElement>(`[data-agent="${next}"] .name a`);
    this.viewport()?.scrollToIndex(Math.max(0, index - 2));
    // At once where the row is there, so that the next key meets it however soon it comes.
    const present = link();
    if (present) present.focus();
    else requestAnimationFrame(() => link()?.focus());
  }

  private show(queryParams: Record<string, string | null>): void {
    void this.router.navigate([], { queryParams, queryParamsHandling: 'merge', replaceUrl: true });
  }
}

/** Id of the agent in whose row something is. */
function rowOf(target: EventTarget | null): string | null {
  return target instanceof Element
    ? (target.closest('[data-agent]')?.getAttribute('data-agent') ?? null)
    : null;
}
