import { LiveAnnouncer } from '@angular/cdk/a11y';
import { Component, computed, effect, inject, input, viewChild } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { Router, RouterLink } from '@angular/router';
import {
  EmptyState,
  ErrorPanel,
  FilterBox,
  RelativeTime,
  Skeleton,
  formatNumber,
  isShortcut,
} from '@nora/ui';

import { AgentStore } from '../agent.store';
import { NotRunning } from '../not-running/not-running';
import { type Capabilities, CapabilitiesStore } from './capabilities.store';
import { KINDS, KIND_WORDS, type Kind, kindOf } from './capability-kinds';
import { CapabilityList } from './capability-list';
import {
  type CapabilityRow,
  channelRow,
  filterRows,
  jobRow,
  modelRow,
  skillRow,
  toolRow,
} from './capability-rows';
import { UsageTable } from './usage-table';
import { usedDays } from './usage-words';

/** Rows that are seen at a glance and need no filter. */
const FEW = 8;

/** What the runtime says the agent can do, and what it has used. The kind and the filter are in the address. */
@Component({
  selector: 'nora-agent-capabilities',
  imports: [
    CapabilityList,
    EmptyState,
    ErrorPanel,
    FilterBox,
    MatButton,
    MatIcon,
    NotRunning,
    RelativeTime,
    RouterLink,
    Skeleton,
    UsageTable,
  ],
  providers: [CapabilitiesStore],
  templateUrl: './agent-capabilities.html',
  styleUrl: './agent-capabilities.scss',
  host: { '(document:keydown)': 'onKey($event)' },
})
export class AgentCapabilities {
  private readonly router = inject(Router);
  private readonly announcer = inject(LiveAnnouncer);
  private readonly agent = inject(AgentStore).agent;
  private readonly filterBox = viewChild(FilterBox);

  readonly agentId = input.required<string>();
  /** Query parameter: the kind of facts that is shown. */
  readonly kind = input<string>();
  /** Query parameter: words that the rows must hold. */
  readonly q = input<string>();

  protected readonly store = inject(CapabilitiesStore);
  protected readonly number = formatNumber;
  protected readonly runs = computed(() => ['running', 'warning'].includes(this.agent()?.status ?? ''));
  protected readonly shown = computed(() => kindOf(this.kind()));
  protected readonly words = computed(() => KIND_WORDS[this.shown()]);
  protected readonly kinds = computed(() => {
    const facts = this.store.facts();
    return KINDS.map((kind) => {
      const { label } = KIND_WORDS[kind];
      return { kind, label, count: facts && countOf(kind, facts), refused: facts?.[kind].items === null };
    });
  });
  protected readonly section = computed(() => this.store.facts()?.[this.shown()] ?? null);
  protected readonly rows = computed(() => {
    const facts = this.store.facts();
    return facts ? rowsOf(this.shown(), facts) : [];
  });
  protected readonly filter = computed(() => this.q() ?? '');
  protected readonly filterable = computed(() => this.rows().length > FEW);
  protected readonly found = computed(() => filterRows(this.rows(), this.filterable() ? this.filter() : ''));
  protected readonly days = computed(() => this.store.facts()?.usage.items ?? []);
  protected readonly empty = computed(() =>
    this.shown() === 'usage' ? usedDays(this.days()).length === 0 : this.rows().length === 0,
  );

  constructor() {
    effect(() => {
      const [agentId, runs] = [this.agentId(), this.runs()];
      if (runs) void this.store.open(agentId);
    });
  }

  protected async refresh(): Promise<void> {
    if (await this.store.refresh()) void this.announcer.announce('The runtime was asked again.');
  }

  protected filterBy(text: string): void {
    const queryParams = { q: text.trim() ? text : null };
    void this.router.navigate([], { queryParams, queryParamsHandling: 'merge', replaceUrl: true });
  }

  protected onKey(event: KeyboardEvent): void {
    const box = this.filterBox();
    if (!box || !isShortcut(event, '/')) return;
    event.preventDefault();
    box.focus();
  }
}

function rowsOf(kind: Kind, facts: Capabilities): readonly CapabilityRow[] {
  switch (kind) {
    case 'models':
      return (facts.models.items ?? []).map(modelRow);
    case 'tools':
      return (facts.tools.items ?? []).map(toolRow);
    case 'skills':
      return (facts.skills.items ?? []).map(skillRow);
    case 'channels':
      return (facts.channels.items ?? []).map(channelRow);
    case 'jobs':
      return (facts.jobs.items ?? []).map(jobRow);
    case 'usage':
      return [];
  }
}

/** How many there are, those that the answer leaves out included; null where it is no number of things. */
function countOf(kind: Kind, facts: Capabilities): number | null {
  const { items, more } = facts[kind];
  return kind === 'usage' || items === null ? null : items.length + more;
}
