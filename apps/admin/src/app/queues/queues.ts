import {
  Component,
  DOCUMENT,
  Injector,
  afterNextRender,
  computed,
  inject,
  input,
  viewChild,
} from '@angular/core';
import { takeUntilDestroyed, toObservable } from '@angular/core/rxjs-interop';
import { MatButton } from '@angular/material/button';
import { MatDialog } from '@angular/material/dialog';
import { MatIcon } from '@angular/material/icon';
import { Router } from '@angular/router';
import { LiveEvents, WorkspacesStore, whileVisible } from '@nora/data-access';
import { Confirm, type ConfirmData, ErrorPanel, RelativeTime, Skeleton } from '@nora/ui';
import { auditTime, distinctUntilChanged, exhaustMap, filter, firstValueFrom, merge, pairwise } from 'rxjs';

import { type JobAct, JobActs, isDiscardable } from './job-acts.store';
import { JobList } from './job-list/job-list';
import { Outcomes } from './outcomes/outcomes';
import { type QueueJob, QueueJobsStore, type QueueSelection } from './queue-jobs.store';
import { QueueTable } from './queue-table/queue-table';
import { QUEUE_LABELS, QUEUE_STATE_WORDS, parseSelection } from './queue-words';
import { COUNT_EVERY_MS, QueuesStore } from './queues.store';

const SETTLE_MS = 1_000;
const AWAY = 'away';
const DISCARD_CONSEQUENCE = 'What PostgreSQL knows of the work stays. This cannot be undone.';

/** Every queue with its counts, and the jobs of one of them. Queue, state and open job are in the address. */
@Component({
  selector: 'nora-queues',
  imports: [ErrorPanel, JobList, MatButton, MatIcon, Outcomes, QueueTable, RelativeTime, Skeleton],
  providers: [JobActs, QueueJobsStore, QueuesStore],
  templateUrl: './queues.html',
  styleUrl: './queues.scss',
})
export class Queues {
  private readonly dialog = inject(MatDialog);
  private readonly router = inject(Router);
  private readonly workspaces = inject(WorkspacesStore);
  private readonly outcomes = viewChild.required(Outcomes);

  /** Query parameters. */
  readonly queue = input<string>();
  readonly state = input<string>();
  readonly job = input<string>();

  protected readonly queues = inject(QueuesStore);
  protected readonly jobs = inject(QueueJobsStore);
  protected readonly acts = inject(JobActs);
  protected readonly selection = computed(() => parseSelection(this.queue(), this.state()));
  protected readonly words = computed(() => QUEUE_STATE_WORDS[this.selection().state]);
  protected readonly label = computed(() => QUEUE_LABELS[this.selection().queue]);

  protected readonly acting = computed(() => this.acts.progress() !== null);
  protected readonly retryable = computed(() => this.jobs.items().filter(({ retryable }) => retryable));
  protected readonly discardable = computed(() => this.jobs.items().filter(isDiscardable));
  /** Redis is a carrier only: that it is away is no loss, and the page says so. */
  protected readonly redisIsAway = computed(() => this.queues.problem()?.code === 'service_unavailable');
  protected readonly problem = computed(() => {
    const problem = this.queues.problem();
    return problem && this.redisIsAway() ? { ...problem, title: 'The queues do not answer' } : problem;
  });
  protected readonly mayOpen = computed(() => new Set(this.workspaces.items().map(({ id }) => id)));
  /** Changes whenever the selected queue may hold other jobs than before; null while it is not known. */
  private readonly fullness = computed(() => {
    const { queue: name } = this.selection();
    const found = this.queues.queues()?.find((queue) => queue.name === name);
    const counts = found ? JSON.stringify([found.counts, found.lastMinute]) : null;
    return { name, counts: this.queues.problem() ? AWAY : counts };
  });

  constructor() {
    toObservable(this.selection)
      .pipe(distinctUntilChanged(isSameSelection), takeUntilDestroyed())
      .subscribe((selection) => void this.jobs.show(selection));
    toObservable(this.fullness)
      .pipe(
        pairwise(),
        filter(([before, after]) => before.name === after.name && before.counts !== after.counts),
        takeUntilDestroyed(),
      )
      .subscribe(([before, { counts }]) => this.onOtherCounts(before.counts, counts));
    const live = inject(LiveEvents);
    const ofWork = live.events.pipe(filter(({ type }) => type.startsWith('deployment.')));
    const counting = whileVisible(inject(DOCUMENT), COUNT_EVERY_MS);
    merge(counting, merge(ofWork, live.resync).pipe(auditTime(SETTLE_MS)))
      .pipe(
        exhaustMap(() => this.queues.load()),
        takeUntilDestroyed(),
      )
      .subscribe();
    // Without them no agent can be opened from here; the ids are shown all the same.
    this.workspaces.load().catch(() => undefined);
    const injector = inject(Injector);
    this.acts.settled.pipe(takeUntilDestroyed()).subscribe(() => {
      this.refresh();
      afterNextRender(() => this.outcomes().focus(), { injector });
    });
  }

  protected refresh(): void {
    void this.queues.load();
    void this.jobs.refresh();
  }

  protected open(jobId: string | null): void {
    const queryParams = { job: jobId };
    void this.router.navigate([], { queryParams, queryParamsHandling: 'merge', replaceUrl: true });
  }

  protected async run(act: JobAct, jobs: readonly QueueJob[]): Promise<void> {
    if (act === 'discard' && !(await this.confirmDiscard(jobs))) return;
    await this.acts.run(act, jobs);
  }

  private onOtherCounts(before: string | null, after: string | null): void {
    // The first counts of a page that is being opened say nothing new about its jobs.
    if (before === null || after === null || after === AWAY || this.acts.progress()) return;
    void this.jobs.refresh();
  }

  private async confirmDiscard(jobs: readonly QueueJob[]): Promise<boolean> {
    const single = jobs.length === 1;
    const data: ConfirmData = {
      title: single ? 'Discard this job?' : `Discard ${jobs.length} jobs?`,
      consequence: `${single ? 'It leaves' : 'They leave'} the queue with the error. ${DISCARD_CONSEQUENCE}`,
      action: 'Discard',
      keep: single ? 'Keep it' : 'Keep them',
    };
    const dialog = this.dialog.open<Confirm, ConfirmData, boolean>(Confirm, { width: '440px', data });
    return (await firstValueFrom(dialog.afterClosed())) === true;
  }
}

function isSameSelection(before: QueueSelection, after: QueueSelection): boolean {
  return before.queue === after.queue && before.state === after.state;
}
