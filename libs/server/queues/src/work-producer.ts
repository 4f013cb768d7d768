import type { WaitingWork } from '@nora/domain';
import { Queue, type Job } from 'bullmq';
import type { Redis } from 'ioredis';
import { QUEUES, type JobPayload, type QueueName } from './queues';

/** BullMQ's range of priorities; 0 would go before all turns. */
const FIRST_TURN = 1;
const LAST_TURN = 2_097_151;

const FINISHED = new Set(['completed', 'failed', 'unknown']);

/** Puts rows of work on their queue. Safe to call any number of times for one row. */
export class WorkProducer<N extends QueueName> {
  readonly queue: Queue<JobPayload>;

  /** @param connection fails at once while Redis is away; its own listener hears of errors */
  constructor(
    readonly name: N,
    connection: Redis,
  ) {
    const { keepDone, keepFailed } = QUEUES[name];
    this.queue = new Queue<JobPayload>(name, {
      connection,
      defaultJobOptions: {
        attempts: 1,
        removeOnComplete: { count: keepDone },
        removeOnFail: { count: keepFailed },
      },
    });
    // BullMQ passes the errors of its connection on; without a listener they would end the process.
    this.queue.on('error', () => undefined);
  }

  /**
   * Makes sure that a live job exists for the row's present attempt. Jobs go in the order of their rows' turns.
   * @throws when Redis does not answer
   */
  async ensure(source: WaitingWork): Promise<'added' | 'present'> {
    const { id, attempts, notBefore, turn } = source;
    const jobId = jobIdOf(this.name, source);
    const existing: Job<JobPayload> | undefined = await this.queue.getJob(jobId);
    if (existing) {
      if (!FINISHED.has(await existing.getState())) return 'present';
      await existing.remove();
    }
    if (attempts > 0) await this.removeFailed(jobIdOf(this.name, { id, attempts: attempts - 1 }));
    const { job, payload } = QUEUES[this.name];
    await this.queue.add(job, payload(id), {
      jobId,
      delay: Math.max(0, (notBefore?.getTime() ?? 0) - Date.now()),
      priority: Math.min(LAST_TURN, Math.max(FIRST_TURN, turn)),
    });
    return 'added';
  }

  /** Jobs by state, those that are done left out. @throws when Redis does not answer */
  async depth(): Promise<Record<'waiting' | 'delayed' | 'active' | 'failed', number>> {
    const counts = await this.queue.getJobCounts('wait', 'prioritized', 'delayed', 'active', 'failed');
    const { wait = 0, prioritized = 0, delayed = 0, active = 0, failed = 0 } = counts;
    return { waiting: wait + prioritized, delayed, active, failed };
  }

  close(): Promise<void> {
    return this.queue.close();
  }

  /** A row that goes on has not failed: the failed job of its attempt before tells of a fault that is over. */
  private async removeFailed(jobId: string): Promise<void> {
    const job: Job<JobPayload> | undefined = await this.queue.getJob(jobId);
    if (job && (await job.getState()) === 'failed') await job.remove();
  }
}

/** Id of the job of a row's present attempt. BullMQ ignores an id it still keeps, and forbids `:`. */
export function jobIdOf(name: QueueName, { id, attempts }: Pick<WaitingWork, 'id' | 'attempts'>): string {
  return `${QUEUES[name].idPrefix}-${id}-${attempts}`;
}

/** Puts deployments on their queue. */
export class DeploymentsProducer extends WorkProducer<'deployments'> {
  constructor(connection: Redis) {
    super('deployments', connection);
  }
}
