import { Component, computed, input, output } from '@angular/core';
import { EmptyState } from '@nora/ui';

import type { JobAct } from '../job-acts.store';
import { JobRow } from '../job-row/job-row';
import type { QueueJob, QueueState } from '../queue-jobs.store';
import { QUEUE_STATE_WORDS } from '../queue-words';

/** Jobs of one queue and state, of which one can be open. */
@Component({
  selector: 'nora-job-list',
  imports: [EmptyState, JobRow],
  templateUrl: './job-list.html',
  styleUrl: './job-list.scss',
})
export class JobList {
  readonly jobs = input.required<readonly QueueJob[]>();
  readonly state = input.required<QueueState>();
  /** The job whose whole error and payload are shown. */
  readonly openId = input.required<string | null>();
  /** True while something is being done about jobs. */
  readonly acting = input.required<boolean>();
  /** Workspaces whose agents the account may open in the operator console. */
  readonly mayOpen = input.required<ReadonlySet<string>>();
  readonly opened = output<string | null>();
  readonly act = output<{ act: JobAct; job: QueueJob }>();

  protected readonly words = computed(() => QUEUE_STATE_WORDS[this.state()]);
  protected readonly openIsMissing = computed(() => {
    const openId = this.openId();
    return openId !== null && !this.jobs().some(({ id }) => id === openId);
  });

  protected toggle(job: QueueJob): void {
    this.opened.emit(job.id === this.openId() ? null : job.id);
  }
}
