import { LiveAnnouncer } from '@angular/cdk/a11y';
import { Component, ElementRef, Injector, afterNextRender, computed, inject, input } from '@angular/core';
import { takeUntilDestroyed, toObservable } from '@angular/core/rxjs-interop';
import { MatButton, MatIconButton } from '@angular/material/button';
import { MatDialog } from '@angular/material/dialog';
import { MatIcon } from '@angular/material/icon';
import { MatSlideToggle } from '@angular/material/slide-toggle';
import { MatTooltip } from '@angular/material/tooltip';
import { Router } from '@angular/router';
import { WorkspacesStore } from '@nora/data-access';
import { EmptyState, ErrorPanel, RelativeTime, Skeleton, StatusBadge } from '@nora/ui';
import { firstValueFrom } from 'rxjs';

import { AgentQuestions } from '../agent-questions';
import { AgentStore } from '../agent.store';
import { RunHistory } from './run-history';
import { ScheduleForm, type ScheduleFormData } from './schedule-form';
import { ACTION_WORDS, RUN_LOOKS } from './schedule-words';
import { type Schedule, SchedulesStore } from './schedules.store';

/** What is done with the agent by the clock. The schedule whose history is open is in the address. */
@Component({
  selector: 'nora-agent-schedules',
  imports: [
    EmptyState,
    ErrorPanel,
    MatButton,
    MatIcon,
    MatIconButton,
    MatSlideToggle,
    MatTooltip,
    RelativeTime,
    RunHistory,
    Skeleton,
    StatusBadge,
  ],
  providers: [SchedulesStore],
  templateUrl: './agent-schedules.html',
  styleUrl: './agent-schedules.scss',
})
export class AgentSchedules {
  private readonly dialog = inject(MatDialog);
  private readonly router = inject(Router);
  private readonly announcer = inject(LiveAnnouncer);
  private readonly questions = inject(AgentQuestions);
  private readonly workspaces = inject(WorkspacesStore);
  private readonly element = inject<ElementRef<HTMLElement>>(ElementRef);
  private readonly injector = inject(Injector);

  readonly agentId = input.required<string>();
  /** Query parameter: the schedule whose history is open. */
  readonly schedule = input<string>();

  protected readonly store = inject(SchedulesStore);
  private readonly agent = inject(AgentStore).agent;
  protected readonly actions = ACTION_WORDS;
  protected readonly looks = RUN_LOOKS;
  protected readonly mayWrite = computed(() =>
    this.workspaces.can('schedules:write', this.agent()?.workspaceId),
  );
  protected readonly opened = computed(
    () => this.store.items().find(({ id }) => id === this.schedule()) ?? null,
  );

  constructor() {
    toObservable(this.agentId)
      .pipe(takeUntilDestroyed())
      .subscribe((agentId) => void this.store.show(agentId));
    const openedId = computed(() => this.opened()?.id ?? null);
    toObservable(openedId)
      .pipe(takeUntilDestroyed())
      .subscribe((scheduleId) => void this.store.open(scheduleId));
  }

  protected create(): void {
    void this.edit(null);
  }

  protected async edit(schedule: Schedule | null): Promise<void> {
    const data: ScheduleFormData = {
      schedule,
      save: (body) => (schedule ? this.store.change(schedule, body) : this.store.create(body)),
      preview: (cron, timeZone) => this.store.preview(cron, timeZone),
    };
    const form = this.dialog.open<ScheduleForm, ScheduleFormData, Schedule>(ScheduleForm, {
      width: '620px',
      data,
    });
    const saved = await firstValueFrom(form.afterClosed());
    if (saved) void this.announcer.announce(`The schedule ${saved.name} is saved.`);
  }

  protected async switch(schedule: Schedule, enabled: boolean): Promise<void> {
    if (await this.store.switch(schedule, enabled)) {
      void this.announcer.announce(`${schedule.name} is switched ${enabled ? 'on' : 'off'}.`);
    }
  }

  protected async runNow(schedule: Schedule): Promise<void> {
    if (!(await this.store.runNow(schedule))) return;
    void this.announcer.announce(`${schedule.name} has begun.`);
    await this.open(schedule.id);
  }

  protected async delete(schedule: Schedule): Promise<void> {
    if (!(await this.questions.beforeScheduleDeletion(schedule.name))) return;
    if (!(await this.store.delete(schedule))) return;
    if (this.schedule() === schedule.id) await this.open(null);
    void this.announcer.announce(`The schedule ${schedule.name} is deleted.`);
    this.focus('.over button, nora-empty-state button');
  }

  protected async toggleHistory({ id }: Schedule): Promise<void> {
    const closing = this.schedule() === id;
    await this.open(closing ? null : id);
    if (!closing) this.focus('#history-heading');
  }

  private open(schedule: string | null): Promise<boolean> {
    return this.router.navigate([], { queryParams: { schedule }, queryParamsHandling: 'merge' });
  }

  private focus(selector: string): void {
    const find = () => this.element.nativeElement.querySelector<HTMLElement>(selector)?.focus();
    afterNextRender(find, { injector: this.injector });
  }
}
