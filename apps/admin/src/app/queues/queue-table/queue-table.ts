import { Component, computed, input } from '@angular/core';
import { MatIcon } from '@angular/material/icon';
import { RouterLink } from '@angular/router';
import { formatDuration, formatNumber } from '@nora/ui';

import type { QueueSelection, QueueState } from '../queue-jobs.store';
import { QUEUE_LABELS, QUEUE_STATES, QUEUE_STATE_WORDS } from '../queue-words';
import type { Queue } from '../queues.store';

/** A row for every queue; each of its counts leads to the jobs it counts. */
@Component({
  selector: 'nora-queue-table',
  imports: [MatIcon, RouterLink],
  templateUrl: './queue-table.html',
  styleUrls: ['./queue-table.scss', './queue-table.narrow.scss'],
})
export class QueueTable {
  readonly queues = input.required<readonly Queue[]>();
  /** The jobs that are looked at. */
  readonly selection = input.required<QueueSelection>();

  protected readonly format = formatNumber;
  protected readonly states = QUEUE_STATES;
  protected readonly words = QUEUE_STATE_WORDS;
  protected readonly rows = computed(() =>
    this.queues().map((queue) => {
      const { name, oldestWaitingSeconds, lastMinute, lastHour } = queue;
      return {
        ...queue,
        label: QUEUE_LABELS[name],
        perMinute: lastMinute.finished + lastMinute.failed,
        perHour: lastHour.finished + lastHour.failed,
        failedNote: lastHour.failed > 0 ? `, ${lastHour.failed} failed` : '',
        oldest: oldestWaitingSeconds === null ? null : formatDuration(oldestWaitingSeconds * 1_000),
      };
    }),
  );

  protected isSelected(queue: string, state: QueueState): boolean {
    const selection = this.selection();
    return selection.queue === queue && selection.state === state;
  }
}
