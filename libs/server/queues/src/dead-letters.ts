import type { Job } from 'bullmq';
import type { Redis } from 'ioredis';
import { JobPages, type JobPosition, type JobState } from './job-pages';
import { endedWithin } from './queue-rates';
import { QUEUES, rowIdOf, type JobPayload, type QueueName } from './queues';
import type { WorkProducer } from './work-producer';

/** Jobs of which the age is looked at. Those that wait longest are among the first, because turns follow age. */
const LOOKED_AT = 1_000;

const SHOWN_AS: Readonly<Record<string, JobState>> = {
  wait: 'waiting',
  waiting: 'waiting',
  prioritized: 'waiting',
  delayed: 'delayed',
  active: 'active',
  failed: 'failed',
  completed: 'completed',
};

/** A job of a queue. */
export interface QueuedJob {
  id: string;
  state: JobState;
  payload: JobPayload;
  /** The row it is about. */
  rowId: string;
  /** Times the row had been taken up when the job was made. */
  attempts: number;
  turn: number;
  /** Why it failed; holds no secret. */
  error: string | null;
  queuedAt: Date;
  /** When it may be taken up. */
  dueAt: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
}

/** Jobs that ended: `finished` well, whatever became of their row, or `failed`. */
export interface EndedJobs {
  finished: number;
  failed: number;
}

/** Looks at one queue and what it keeps of failures. Everything throws when Redis does not answer. */
export class DeadLetters {
  private readonly pages: JobPages;
  private readonly idPattern: RegExp;

  constructor(
    private readonly producer: WorkProducer<QueueName>,
    private readonly redis: Redis,
  ) {
    this.pages = new JobPages(redis, (shelf) => producer.queue.toKey(shelf));
    this.idPattern = new RegExp(
      `^${QUEUES[producer.name].idPrefix}-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}-(\\d+)$`,
    );
  }

  async counts(): Promise<Record<JobState, number>> {
    const [depth, completed] = await Promise.all([
      this.producer.depth(),
      this.producer.queue.getCompletedCount(),
    ]);
    return { ...depth, completed };
  }

  /** Seconds the job waits that waits longest; null when none does. */
  async oldestWaitingSeconds(now = Date.now()): Promise<number | null> {
    const positions = await this.pages.after('waiting', null, LOOKED_AT);
    const jobs = await this.jobs(positions);
    if (jobs.length === 0) return null;
    const oldest = Math.min(...jobs.map(({ dueAt }) => dueAt.getTime()));
    return Math.max(0, Math.round((now - oldest) / 1_000));
  }

  /** Jobs that ended within the last minutes; an hour is remembered. */
  async ended(minutes: number, now = Date.now()): Promise<EndedJobs> {
    const [finished, failed] = await Promise.all([
      this.producer.queue.getMetrics('completed'),
      this.producer.queue.getMetrics('failed'),
    ]);
    return { finished: endedWithin(finished, minutes, now), failed: endedWithin(failed, minutes, now) };
  }

  /** Jobs of a state after a position, with their own positions. */
  async list(
    state: JobState,
    after: JobPosition | null,
    limit: number,
  ): Promise<{ job: QueuedJob; position: JobPosition }[]> {
    const positions = await this.pages.after(state, after, limit);
    const jobs = new Map((await this.jobs(positions, state)).map((job) => [job.id, job]));
    return positions.flatMap((position) => {
      const job = jobs.get(position.jobId);
      return job ? [{ job, position }] : [];
    });
  }

  /** Null when there is no such job. */
  async get(jobId: string): Promise<QueuedJob | null> {
    const job = await this.find(jobId);
    const state = job && SHOWN_AS[await job.getState()];
    return job && state ? this.described(job, state) : null;
  }

  /** Takes a job that has ended away. @returns false when there is none, or it has not ended */
  async discard(jobId: string): Promise<boolean> {
    const job = await this.find(jobId);
    const state = job && (await job.getState());
    if (!job || (state !== 'failed' && state !== 'completed')) return false;
    await job.remove();
    return true;
  }

  /** Gives a failed job back to its queue, through its producer. */
  async retry({ rowId, attempts, turn }: QueuedJob): Promise<void> {
    await this.producer.ensure({ id: rowId, attempts, turn, notBefore: null });
  }

  /** Ids of another form would name keys of BullMQ's own. */
  private async find(jobId: string): Promise<Job<JobPayload> | null> {
    if (!this.idPattern.test(jobId)) return null;
    const job: Job<JobPayload> | undefined = await this.producer.queue.getJob(jobId);
    return job ?? null;
  }

  private async jobs(positions: JobPosition[], state: JobState = 'waiting'): Promise<QueuedJob[]> {
    const found = await Promise.all(positions.map(({ jobId }) => this.find(jobId)));
    return found.flatMap((job) => (job ? [this.described(job, state)] : []));
  }

  private described(job: Job<JobPayload>, state: JobState): QueuedJob {
    const { id = '', data, timestamp, delay, priority, failedReason, processedOn, finishedOn } = job;
    return {
      ...{ id, state, payload: data, rowId: rowIdOf(data), turn: priority },
      attempts: Number(this.idPattern.exec(id)?.[2] ?? 0),
      error: state === 'failed' ? (failedReason ?? null) : null,
      queuedAt: new Date(timestamp),
      dueAt: new Date(timestamp + delay),
      startedAt: processedOn === undefined ? null : new Date(processedOn),
      finishedAt: finishedOn === undefined ? null : new Date(finishedOn),
    };
  }
}
