import { Injectable, inject, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import {
  type ChangeScheduleDto,
  type CreateScheduleDto,
  type ScheduleDto,
  type ScheduleRunDto,
  type SchedulePreviewDto,
  SchedulesService,
} from '@nora/api-client';
import {
  type AgentEvent,
  KeysetList,
  LiveEvents,
  type UserProblem,
  isAgentEvent,
  toUserProblem,
} from '@nora/data-access';
import { auditTime, filter, firstValueFrom, merge } from 'rxjs';

/** What is done with an agent again and again. */
export type Schedule = ScheduleDto;
/** One time that a schedule came up. */
export type ScheduleRun = ScheduleRunDto;
/** What is to be done, and when. */
export type NewSchedule = CreateScheduleDto;
/** What is to be another. */
export type ScheduleChanges = ChangeScheduleDto;
/** What a pattern means. */
export type SchedulePreview = SchedulePreviewDto;

const PAGE = 50;
const HISTORY = 20;
const SETTLE_MS = 200;

/** The schedules of an agent and the history of one of them, kept true by the event stream. */
@Injectable()
export class SchedulesStore {
  private readonly client = inject(SchedulesService);
  private readonly pages = new KeysetList<string, Schedule>(
    (agentId, cursor) => firstValueFrom(this.client.listSchedules({ agentId, limit: PAGE, cursor })),
    ({ id }) => id,
  );
  private readonly runPages = new KeysetList<{ agentId: string; scheduleId: string }, ScheduleRun>(
    (of, cursor) => firstValueFrom(this.client.listScheduleRuns({ ...of, limit: HISTORY, cursor })),
    ({ id }) => id,
  );
  private readonly busy = signal<string | null>(null);
  private readonly fault = signal<UserProblem | null>(null);
  private agentId = '';
  private opened: string | null = null;

  /** In the order in which they were made. */
  readonly items = this.pages.items;
  readonly more = this.pages.more;
  readonly loaded = this.pages.loaded;
  readonly loading = this.pages.loading;
  /** Why the schedules could not be read. */
  readonly problem = this.pages.problem;
  /** The history of the schedule that is open, newest first. */
  readonly runs = this.runPages.items;
  readonly moreRuns = this.runPages.more;
  readonly runsLoaded = this.runPages.loaded;
  readonly runsLoading = this.runPages.loading;
  readonly runsProblem = this.runPages.problem;
  /** Id of the schedule that something is done with. */
  readonly changing = this.busy.asReadonly();
  /** Why the last act was refused. */
  readonly refusal = this.fault.asReadonly();

  constructor() {
    const live = inject(LiveEvents);
    const own = live.events.pipe(
      filter(isAgentEvent),
      filter((event) => event.agentId === this.agentId && concernsSchedules(event)),
    );
    merge(own, live.resync)
      .pipe(auditTime(SETTLE_MS), takeUntilDestroyed())
      .subscribe(() => void this.refresh());
  }

  show(agentId: string): Promise<void> {
    this.agentId = agentId;
    this.fault.set(null);
    return this.pages.show(agentId);
  }

  /** Opens the history of a schedule; null closes it. */
  async open(scheduleId: string | null): Promise<void> {
    this.opened = scheduleId;
    if (scheduleId !== null) await this.runPages.show({ agentId: this.agentId, scheduleId });
  }

  async refresh(): Promise<void> {
    const both = [this.pages.refresh()];
    if (this.opened !== null) both.push(this.runPages.refresh());
    await Promise.all(both);
  }

  showMore(): Promise<void> {
    return this.pages.showMore();
  }

  showMoreRuns(): Promise<void> {
    return this.runPages.showMore();
  }

  /** Throws what the client throws. */
  async create(body: NewSchedule): Promise<Schedule> {
    const { agentId } = this;
    const made = await firstValueFrom(this.client.createSchedule({ agentId, body }));
    await this.pages.refresh();
    return made;
  }

  /** Throws what the client throws. */
  async change({ id: scheduleId }: Schedule, body: ScheduleChanges): Promise<Schedule> {
    const { agentId } = this;
    const changed = await firstValueFrom(this.client.changeSchedule({ agentId, scheduleId, body }));
    this.pages.put(changed);
    return changed;
  }

  /** Throws what the client throws. */
  preview(cron: string, timeZone: string): Promise<SchedulePreview> {
    const { agentId } = this;
    return firstValueFrom(this.client.previewSchedule({ agentId, cron, timeZone }));
  }

  switch(schedule: Schedule, enabled: boolean): Promise<boolean> {
    return this.attempt(schedule.id, () => this.change(schedule, { enabled }));
  }

  /** True when a run was begun. */
  runNow({ id: scheduleId }: Schedule): Promise<boolean> {
    const { agentId } = this;
    return this.attempt(scheduleId, async () => {
      await firstValueFrom(this.client.runScheduleNow({ agentId, scheduleId }));
      await this.refresh();
    });
  }

  /** True when it is gone. */
  delete({ id: scheduleId }: Schedule): Promise<boolean> {
    const { agentId } = this;
    return this.attempt(scheduleId, async () => {
      await firstValueFrom(this.client.deleteSchedule({ agentId, scheduleId }));
      if (this.opened === scheduleId) this.opened = null;
      this.pages.remove(scheduleId);
    });
  }

  private async attempt(scheduleId: string, act: () => Promise<unknown>): Promise<boolean> {
    this.fault.set(null);
    this.busy.set(scheduleId);
    try {
      await act();
      return true;
    } catch (error) {
      this.fault.set(toUserProblem(error));
      return false;
    } finally {
      this.busy.set(null);
    }
  }
}

/** True when a schedule is another, or a deployment that a run made has gone on. */
function concernsSchedules({ type }: AgentEvent): boolean {
  return type === 'schedule.changed' || type === 'deployment.status-changed';
}
