import { JsonPipe } from '@angular/common';
import { Component, computed, inject, input, output } from '@angular/core';
import { MatButton, MatIconButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { MatTooltip } from '@angular/material/tooltip';
import {
  Clock,
  CopyableId,
  DEPLOYMENT_STATUS_LOOKS,
  RelativeTime,
  StatusBadge,
  formatDuration,
  formatExact,
} from '@nora/ui';

import { type JobAct, isDiscardable } from '../job-acts.store';
import { agentLink, deploymentLink } from '../../operator-links';
import type { QueueJob } from '../queue-jobs.store';

/** One job in a line; open, with its whole error, its payload and its times. */
@Component({
  selector: 'nora-job-row',
  imports: [CopyableId, JsonPipe, MatButton, MatIcon, MatIconButton, MatTooltip, RelativeTime, StatusBadge],
  templateUrl: './job-row.html',
  styleUrls: ['./job-row.scss', './job-row.narrow.scss'],
})
export class JobRow {
  private readonly clock = inject(Clock);

  readonly job = input.required<QueueJob>();
  readonly open = input.required<boolean>();
  /** True while something is being done about jobs. */
  readonly acting = input.required<boolean>();
  /** True when the account may open the agent in the operator console. */
  readonly mayOpen = input.required<boolean>();
  readonly toggled = output<void>();
  readonly act = output<JobAct>();

  protected readonly looks = DEPLOYMENT_STATUS_LOOKS;
  protected readonly discardable = computed(() => isDiscardable(this.job()));
  protected readonly rowIsGone = computed(() => this.job().queue === 'deployments' && !this.job().deployment);
  /** The latest thing that happened to the job. */
  protected readonly latest = computed(() => {
    const { queuedAt, startedAt, finishedAt } = this.job();
    if (finishedAt) return { word: 'Ended', at: finishedAt };
    if (startedAt) return { word: 'Started', at: startedAt };
    return { word: 'Queued', at: queuedAt };
  });
  /** How long until it may be taken up; null when it may be now. */
  protected readonly dueIn = computed(() => {
    const { dueAt, state } = this.job();
    const wait = Date.parse(dueAt) - this.clock.now();
    return state === 'delayed' && wait > 0 ? { text: formatDuration(wait), exact: formatExact(dueAt) } : null;
  });
  protected readonly times = computed(() => {
    const { queuedAt, startedAt, finishedAt } = this.job();
    return [
      { word: 'Queued', at: queuedAt },
      { word: 'Started', at: startedAt },
      { word: 'Ended', at: finishedAt },
    ];
  });
  protected readonly agentHref = computed(() => {
    const { deployment } = this.job();
    return deployment && this.mayOpen() ? agentLink(deployment.agentId) : null;
  });
  protected readonly deploymentHref = computed(() => {
    const { deployment } = this.job();
    return deployment && this.mayOpen() ? deploymentLink(deployment.agentId, deployment.id) : null;
  });
}
