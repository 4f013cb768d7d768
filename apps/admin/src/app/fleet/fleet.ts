import { Component, computed, inject, input, signal, viewChild } from '@angular/core';
import { takeUntilDestroyed, toObservable } from '@angular/core/rxjs-interop';
import { MatButton, MatIconButton } from '@angular/material/button';
import { MatDialog } from '@angular/material/dialog';
import { MatIcon } from '@angular/material/icon';
import { Router, RouterLink } from '@angular/router';
import { WorkspacesStore } from '@nora/data-access';
import {
  AGENT_STATUS_LOOKS,
  Confirm,
  type ConfirmData,
  DRIFT_LOOK,
  EmptyState,
  ErrorPanel,
  FilterBox,
  RelativeTime,
  Skeleton,
  StatusBadge,
  isShortcut,
} from '@nora/ui';
import { debounceTime, firstValueFrom } from 'rxjs';

import { agentLink } from '../operator-links';
import { counted } from '../words';
import { FleetActs } from './fleet-acts.store';
import {
  ACT_WORDS,
  FAMILY_CHOICES,
  FAMILY_WORDS,
  STATUS_CHOICES,
  TARGET_CHOICES,
  TARGET_WORDS,
  parseFleetQuestion,
} from './fleet-words';
import { type FleetAct, FleetStore } from './fleet.store';

/** Somebody who types is not asked about at every letter. */
const TYPING_MS = 200;
const ACTS: readonly FleetAct[] = ['start', 'stop', 'restart'];

/** The agents of all workspaces: whether they are well, and what an administrator may ask of them. */
@Component({
  selector: 'nora-fleet',
  imports: [
    EmptyState,
    ErrorPanel,
    FilterBox,
    MatButton,
    MatIcon,
    MatIconButton,
    RelativeTime,
    RouterLink,
    Skeleton,
    StatusBadge,
  ],
  providers: [FleetActs, FleetStore],
  templateUrl: './fleet.html',
  styleUrls: ['../rows.scss', './fleet.scss'],
  host: { '(document:keydown)': 'onKey($event)' },
})
export class Fleet {
  private readonly router = inject(Router);
  private readonly dialog = inject(MatDialog);
  private readonly workspaces = inject(WorkspacesStore);
  private readonly filterBox = viewChild(FilterBox);
  private readonly chosen = signal<ReadonlySet<string>>(new Set());

  /** Query parameters. */
  readonly q = input<string>();
  readonly status = input<string>();
  readonly family = input<string>();
  readonly target = input<string>();
  readonly workspace = input<string>();

  protected readonly store = inject(FleetStore);
  protected readonly acts = inject(FleetActs);
  protected readonly counted = counted;
  protected readonly actWords = ACT_WORDS;
  protected readonly drift = DRIFT_LOOK;
  protected readonly filters = [
    { name: 'status', label: 'State', choices: STATUS_CHOICES, value: this.status },
    { name: 'family', label: 'Family', choices: FAMILY_CHOICES, value: this.family },
    { name: 'target', label: 'Target', choices: TARGET_CHOICES, value: this.target },
  ] as const;
  protected readonly question = computed(
    () =>
      parseFleetQuestion({
        ...{ q: this.q(), status: this.status(), family: this.family() },
        ...{ target: this.target(), workspace: this.workspace() },
      }),
    { equal: (a, b) => JSON.stringify(a) === JSON.stringify(b) },
  );
  protected readonly narrows = computed(() => {
    const { q, status, runtimeFamily, deployTarget, workspaceId } = this.question();
    return (
      q !== '' || status.length > 0 || runtimeFamily !== null || deployTarget !== null || workspaceId !== null
    );
  });
  protected readonly rows = computed(() => {
    const mine = new Set(this.workspaces.items().map(({ id }) => id));
    return this.store.items().map((agent) => ({
      ...{ agent, look: AGENT_STATUS_LOOKS[agent.status], chosen: this.chosen().has(agent.id) },
      ...{ family: FAMILY_WORDS[agent.runtimeFamily], target: TARGET_WORDS[agent.deployTarget] },
      // The operator console opens agents for members only.
      link: mine.has(agent.workspace.id) ? agentLink(agent.id) : null,
    }));
  });
  protected readonly selected = computed(() =>
    this.rows().flatMap(({ agent, chosen }) => (chosen ? [agent] : [])),
  );
  protected readonly allChosen = computed(
    () => this.rows().length > 0 && this.rows().every(({ chosen }) => chosen),
  );
  protected readonly possible = computed(() =>
    ACTS.map((act) => ({
      act,
      agents: this.selected().filter(({ allowedOperations }) => allowedOperations.includes(act)),
    })),
  );
  protected readonly nothingPossible = computed(() =>
    this.possible().every(({ agents }) => agents.length === 0),
  );
  protected readonly summary = computed(() => {
    const progress = this.acts.progress();
    if (progress) return `${ACT_WORDS[progress.act].doing}: ${progress.done + 1} of ${progress.total}…`;
    const outcomes = this.acts.outcomes();
    const refused = outcomes.filter(({ problem }) => problem !== null).length;
    if (outcomes.length === 0) return '';
    return `Accepted: ${counted(outcomes.length - refused, 'agent')}. Refused: ${refused}.`;
  });

  constructor() {
    toObservable(this.question)
      .pipe(debounceTime(TYPING_MS), takeUntilDestroyed())
      .subscribe((question) => void this.store.narrow(question));
    // Without them no agent can be opened from here; they are shown all the same.
    this.workspaces.load().catch(() => undefined);
  }

  protected filterBy(query: string): void {
    this.show({ q: query.trim() ? query : null });
  }

  protected narrow(name: string, value: string): void {
    this.show({ [name]: value || null });
  }

  protected clear(): void {
    this.show({ q: null, status: null, family: null, target: null, workspace: null });
  }

  protected toggle(id: string): void {
    this.chosen.update((before) => {
      const after = new Set(before);
      if (!after.delete(id)) after.add(id);
      return after;
    });
  }

  protected toggleAll(): void {
    this.chosen.set(this.allChosen() ? new Set() : new Set(this.rows().map(({ agent }) => agent.id)));
  }

  protected async run(act: FleetAct): Promise<void> {
    const agents = this.possible().find((one) => one.act === act)?.agents ?? [];
    if (agents.length === 0 || (act !== 'start' && !(await this.confirm(act, agents.length)))) return;
    await this.acts.run(act, agents);
    this.chosen.set(new Set());
    await this.store.refresh();
  }

  protected onKey(event: KeyboardEvent): void {
    if (!isShortcut(event, '/')) return;
    event.preventDefault();
    this.filterBox()?.focus();
  }

  private async confirm(act: FleetAct, count: number): Promise<boolean> {
    const data: ConfirmData = {
      title: `${ACT_WORDS[act].act} ${counted(count, 'agent')}?`,
      consequence:
        'They belong to workspaces whose members are not asked. Turns under way come to their end first. It stands in the audit log of each workspace.',
      action: ACT_WORDS[act].act,
      keep: 'Leave them',
    };
    const dialog = this.dialog.open<Confirm, ConfirmData, boolean>(Confirm, { width: '440px', data });
    return (await firstValueFrom(dialog.afterClosed())) === true;
  }

  private show(queryParams: Record<string, string | null>): void {
    void this.router.navigate([], { queryParams, queryParamsHandling: 'merge', replaceUrl: true });
  }
}
