import { Injectable, inject } from '@angular/core';
import { AdminService, type AdminQueueJobDto } from '@nora/api-client';
import { KeysetList } from '@nora/data-access';
import { firstValueFrom } from 'rxjs';

/** A job of a queue. */
export type QueueJob = AdminQueueJobDto;
export type QueueName = QueueJob['queue'];
/** Where in its queue a job is. */
export type QueueState = QueueJob['state'];

/** Which jobs are looked at. */
export interface QueueSelection {
  queue: QueueName;
  state: QueueState;
}

const PAGE = 50;

/** Jobs of one queue in one state, as many pages of them as were asked for. */
@Injectable()
export class QueueJobsStore {
  private readonly client = inject(AdminService);
  private readonly pages = new KeysetList<QueueSelection, QueueJob>(
    ({ queue, state }, cursor) =>
      firstValueFrom(this.client.listQueueJobs({ queue, state, limit: PAGE, cursor })),
    ({ id }) => id,
  );

  readonly items = this.pages.items;
  readonly more = this.pages.more;
  readonly problem = this.pages.problem;
  /** False until the first answer for what is looked at. */
  readonly loaded = this.pages.loaded;
  readonly loading = this.pages.loading;

  /** Looks at other jobs. */
  show(selection: QueueSelection): Promise<void> {
    return this.pages.show(selection);
  }

  /** Reads what is shown once more. */
  refresh(): Promise<void> {
    return this.pages.refresh();
  }

  /** Adds the next page. */
  showMore(): Promise<void> {
    return this.pages.showMore();
  }
}
