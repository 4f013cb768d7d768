import { DOCUMENT, Injectable, inject, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { AdminService } from '@nora/api-client';
import {
  type AdminOverview,
  LiveEvents,
  type UserProblem,
  toUserProblem,
  whileVisible,
} from '@nora/data-access';
import { auditTime, firstValueFrom, merge, skip } from 'rxjs';

import { COUNT_EVERY_MS, QueuesStore } from '../queues/queues.store';

const SETTLE_MS = 1_000;

/** Counts over the whole installation, read again when something happened. */
@Injectable()
export class OverviewStore {
  private readonly client = inject(AdminService);
  private readonly queues = inject(QueuesStore);
  private readonly counts = signal<AdminOverview | null>(null);
  private readonly moment = signal<string | null>(null);
  private readonly fault = signal<UserProblem | null>(null);
  private readonly reading = signal(false);

  /** Null while they are not known. */
  readonly deadLetters = this.queues.deadLetters;
  /** Why the dead letters are not known. */
  readonly queuesProblem = this.queues.problem;
  readonly overview = this.counts.asReadonly();
  /** When the counts were read. */
  readonly readAt = this.moment.asReadonly();
  readonly problem = this.fault.asReadonly();
  readonly loading = this.reading.asReadonly();

  constructor() {
    const live = inject(LiveEvents);
    merge(live.events, live.resync)
      .pipe(auditTime(SETTLE_MS), takeUntilDestroyed())
      .subscribe(() => void this.load());
    whileVisible(inject(DOCUMENT), COUNT_EVERY_MS)
      .pipe(skip(1), takeUntilDestroyed())
      .subscribe(() => void this.queues.load());
  }

  async load(): Promise<void> {
    this.reading.set(true);
    this.fault.set(null);
    try {
      const [overview] = await Promise.all([
        firstValueFrom(this.client.getAdminOverview()),
        this.queues.load(),
      ]);
      this.counts.set(overview);
      this.moment.set(new Date().toISOString());
    } catch (error) {
      this.fault.set(toUserProblem(error));
    } finally {
      this.reading.set(false);
    }
  }
}
