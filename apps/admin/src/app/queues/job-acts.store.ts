import { DestroyRef, Injectable, inject, signal } from '@angular/core';
import { AdminService } from '@nora/api-client';
import { type UserProblem, toUserProblem } from '@nora/data-access';
import { Subject, firstValueFrom } from 'rxjs';

import type { QueueJob } from './queue-jobs.store';

/** What can be done about a job. */
export type JobAct = 'retry' | 'discard';

/** What became of an act on one job. */
export interface JobOutcome {
  job: QueueJob;
  act: JobAct;
  /** The deployment that a retry made; null where there is none. */
  deploymentId: string | null;
  /** Why it was refused; null when it was done. */
  problem: UserProblem | null;
}

/** How far the acts at hand have come. */
export interface JobActProgress {
  act: JobAct;
  done: number;
  total: number;
}

/** Retries and discards jobs, one after another, and keeps what became of each. */
@Injectable()
export class JobActs {
  private readonly client = inject(AdminService);
  private readonly results = signal<readonly JobOutcome[]>([]);
  private readonly hand = signal<JobActProgress | null>(null);
  private readonly settledSubject = new Subject<void>();
  private left = false;

  /** Of the latest acts, in their order. */
  readonly outcomes = this.results.asReadonly();
  /** Null while nothing is being done. */
  readonly progress = this.hand.asReadonly();
  /** Emits when all that was asked for has an outcome. */
  readonly settled = this.settledSubject.asObservable();

  constructor() {
    inject(DestroyRef).onDestroy(() => (this.left = true));
  }

  /** Does it to every job of the list. One refusal does not keep the others from being tried. */
  async run(act: JobAct, jobs: readonly QueueJob[]): Promise<void> {
    if (this.hand()) return;
    this.results.set([]);
    for (const [done, job] of jobs.entries()) {
      if (this.left) return;
      this.hand.set({ act, done, total: jobs.length });
      const outcome = await this.act(act, job);
      this.results.update((outcomes) => [...outcomes, outcome]);
    }
    this.hand.set(null);
    this.settledSubject.next();
  }

  /** Forgets what became of the latest acts. */
  clear(): void {
    this.results.set([]);
  }

  private async act(act: JobAct, job: QueueJob): Promise<JobOutcome> {
    const outcome = { job, act, deploymentId: null, problem: null };
    const named = { queue: job.queue, jobId: job.id };
    try {
      if (act === 'discard') {
        await firstValueFrom(this.client.discardQueueJob(named));
        return outcome;
      }
      const { deploymentId } = await firstValueFrom(this.client.retryQueueJob(named));
      return { ...outcome, deploymentId };
    } catch (error) {
      return { ...outcome, problem: toUserProblem(error) };
    }
  }
}

/** Only what has ended can be taken away: everything else is work still to be done. */
export function isDiscardable({ state }: QueueJob): boolean {
  return state === 'failed' || state === 'completed';
}
