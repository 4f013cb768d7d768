import { Component, computed, inject, input } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { WorkspacesStore } from '@nora/data-access';
import { ErrorPanel, Evidence, RelativeTime, Skeleton, StatusBadge, formatDuration } from '@nora/ui';

import { AgentStore } from '../agent.store';
import { ACTION_WORDS, RUN_LOOKS, beginningOf } from './schedule-words';
import { type Schedule, type ScheduleRun, SchedulesStore } from './schedules.store';

/** What a schedule did: when, on whose behalf, and what came of it. */
@Component({
  selector: 'nora-run-history',
  imports: [ErrorPanel, Evidence, MatButton, RelativeTime, RouterLink, Skeleton, StatusBadge],
  templateUrl: './run-history.html',
  styleUrl: './run-history.scss',
})
export class RunHistory {
  private readonly workspaces = inject(WorkspacesStore);
  private readonly agents = inject(AgentStore);

  readonly schedule = input.required<Schedule>();

  protected readonly store = inject(SchedulesStore);
  protected readonly looks = RUN_LOOKS;
  protected readonly actions = ACTION_WORDS;
  protected readonly beginningOf = beginningOf;
  protected readonly mayChat = computed(() =>
    this.workspaces.can('chat:read', this.agents.agent()?.workspaceId),
  );

  /** How long it took; null while it goes on. */
  protected tookOf({ startedAt, finishedAt }: ScheduleRun): string | null {
    if (startedAt === null || finishedAt === null) return null;
    return formatDuration(Date.parse(finishedAt) - Date.parse(startedAt));
  }
}
