import { Injectable, computed, inject, signal } from '@angular/core';
import { AdminService, type AdminQueueDto } from '@nora/api-client';
import { type UserProblem, toUserProblem } from '@nora/data-access';
import { firstValueFrom } from 'rxjs';

/** Queues have no events of their own, so they are counted again this often while somebody looks. */
export const COUNT_EVERY_MS = 5_000;

/** A queue and how full it is. */
export type Queue = AdminQueueDto;

/** How full every queue is. */
@Injectable()
export class QueuesStore {
  private readonly client = inject(AdminService);
  private readonly counts = signal<readonly Queue[] | null>(null);
  private readonly moment = signal<string | null>(null);
  private readonly fault = signal<UserProblem | null>(null);
  private readonly reading = signal(false);

  /** Null until the first answer. Kept when a later one does not come. */
  readonly queues = this.counts.asReadonly();
  /** When the queues were counted. */
  readonly readAt = this.moment.asReadonly();
  /** Why the last count did not succeed. */
  readonly problem = this.fault.asReadonly();
  readonly loading = this.reading.asReadonly();
  /** Dead letters of all queues; null while they are not known. */
  readonly deadLetters = computed(() => {
    if (this.fault()) return null;
    return this.counts()?.reduce((sum, { counts }) => sum + counts.failed, 0) ?? null;
  });

  async load(): Promise<void> {
    this.reading.set(true);
    try {
      const { items } = await firstValueFrom(this.client.listQueues());
      this.counts.set(items);
      this.moment.set(new Date().toISOString());
      this.fault.set(null);
    } catch (error) {
      this.fault.set(toUserProblem(error));
    } finally {
      this.reading.set(false);
    }
  }
}
