import { LostClaimError, ShutdownError } from '@nora/domain';
import type { Logger } from '@nora/observability';
import { MetricsTime, UnrecoverableError, WaitingError, Worker, type Job } from 'bullmq';
import type { Redis } from 'ioredis';
import { QUEUES, rowIdOf, type JobPayload, type QueueName } from './queues';
import { WorkInHand } from './work-in-hand';
import type { WorkProducer } from './work-producer';
import type { WorkOutcome, WorkSource } from './work-source';

const LONGEST_REASON = 500;
/** What BullMQ has at least to write down what ended during a drain. */
const CLOSING_MS = 2_000;

/** How a consumer works. */
export interface WorkConsumerOptions {
  /** Jobs in hand at a time; that of the queue's settings without it. */
  concurrency?: number;
  /** Of a claim; renewed at a third of it. */
  leaseSeconds: number;
  /** What work at hand has to come to its end when the process must stop. */
  drainSeconds: number;
  logger: Logger;
}

/** Takes work off a queue, holds the claim while it is carried out, and lets go on shutdown. */
export class WorkConsumer<N extends QueueName, C> {
  private readonly hand: WorkInHand<C>;
  private readonly busy = new Set<Promise<unknown>>();
  private worker: Worker<JobPayload, string> | undefined;
  private draining = false;

  /** @param connection waits while Redis is away */
  constructor(
    private readonly producer: WorkProducer<N>,
    private readonly source: WorkSource<C>,
    private readonly connection: Redis,
    private readonly options: WorkConsumerOptions,
  ) {
    const onFault = (error: unknown) =>
      this.warn({ error }, 'work at hand could not be looked after; trying again');
    this.hand = new WorkInHand(source, options.leaseSeconds * 1_000, onFault);
  }

  /** Resolves once the queue is being read. */
  async start(): Promise<void> {
    const { name } = this.producer;
    const settings = QUEUES[name];
    const lockMs = Math.min(settings.lockMs, this.options.leaseSeconds * 1_000);
    this.worker = new Worker<JobPayload, string>(name, (job, token) => this.track(this.process(job, token)), {
      connection: this.connection,
      concurrency: this.options.concurrency ?? settings.concurrency,
      lockDuration: lockMs,
      stalledInterval: Math.ceil(lockMs / 3),
      // The job of a dead worker is delivered again, however often: the claim decides whether there is work in it.
      maxStalledCount: Number.MAX_SAFE_INTEGER,
      metrics: { maxDataPoints: MetricsTime.ONE_HOUR },
    });
    this.worker.on('error', (error) => this.warn({ error }, 'the queue cannot be read'));
    await this.worker.waitUntilReady();
  }

  isRunning(): boolean {
    return !this.draining && (this.worker?.isRunning() ?? false);
  }

  /**
   * Takes nothing more up, aborts what is at hand and waits for it, but not longer than the grace period: what has
   * not ended then is left to its lease.
   */
  async drain(graceMs = this.options.drainSeconds * 1_000): Promise<void> {
    const { worker } = this;
    if (!worker) return;
    const deadline = performance.now() + graceMs;
    this.draining = true;
    await worker.pause(true);
    this.hand.abortAll(new ShutdownError());
    const ended = await endsWithin(Promise.allSettled(this.busy), graceMs);
    this.hand.letGo();
    const closing = worker.close(!ended);
    const closed = await endsWithin(closing, Math.max(CLOSING_MS, deadline - performance.now()));
    if (!ended || !closed) this.warn({ jobs: this.busy.size }, 'work is left to its lease');
  }

  private async track(work: Promise<string>): Promise<string> {
    this.busy.add(work);
    try {
      return await work;
    } finally {
      this.busy.delete(work);
    }
  }

  private async process(job: Job<JobPayload>, token: string | undefined): Promise<string> {
    if (this.draining) {
      await job.moveToWait(token);
      throw new WaitingError();
    }
    const rowId = rowIdOf(job.data);
    const askedAt = performance.now();
    const claim = await this.source.claim(rowId);
    if (claim === null) return 'nothing to take up';
    const outcome = await this.hand.hold({ rowId, claim, askedAt }, (signal) => this.carryOut(claim, signal));
    // A failed row leaves a failed job behind, to be found among the dead letters.
    if (outcome.kind === 'failed') throw new UnrecoverableError(outcome.reason.slice(0, LONGEST_REASON));
    if (outcome.kind === 'retry') await this.queueAgain(outcome);
    return outcome.kind;
  }

  private async carryOut(claim: C, signal: AbortSignal): Promise<WorkOutcome> {
    try {
      return await this.source.carryOut(claim, signal);
    } catch (error) {
      if (error instanceof LostClaimError) return { kind: 'lost' };
      throw error;
    }
  }

  private async queueAgain({ work }: Extract<WorkOutcome, { kind: 'retry' }>): Promise<void> {
    try {
      await this.producer.ensure(work);
    } catch (error) {
      this.warn({ error, rowId: work.id }, 'work could not be queued again; the sweep will do it');
    }
  }

  private warn(details: object, message: string): void {
    this.options.logger.warn({ queue: this.producer.name, ...details }, message);
  }
}

async function endsWithin(work: Promise<unknown>, milliseconds: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), milliseconds);
  });
  try {
    return await Promise.race([work.then(() => true), timeout]);
  } finally {
    clearTimeout(timer);
  }
}
