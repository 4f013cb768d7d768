import type { WaitingWork } from '@nora/domain';
import { RecurringTask, type Logger } from '@nora/observability';
import type { QueueName } from './queues';
import type { WorkProducer } from './work-producer';

const BATCH = 500;

/** Gives a live job to every row that waits without one: Redis lost it, or its worker fell silent. */
export class WorkSweep {
  private readonly task: RecurringTask;

  /** @param claims finds the rows that wait, first turns first */
  constructor(
    private readonly claims: { waiting(limit: number): Promise<WaitingWork[]> },
    private readonly producer: Pick<WorkProducer<QueueName>, 'name' | 'ensure'>,
    private readonly options: { everySeconds: number; logger: Logger },
  ) {
    const { everySeconds, logger } = options;
    const onError = (error: unknown) =>
      logger.warn({ error, queue: producer.name }, 'sweep failed; trying again');
    this.task = new RecurringTask(() => this.sweep(), everySeconds * 1_000, onError);
  }

  /** Sweeps now, and from then on. */
  start(): void {
    this.task.start();
  }

  /** Resolves when the sweep at hand has ended; there is none after it. */
  stop(): Promise<void> {
    return this.task.stop();
  }

  /**
   * One sweep.
   * @returns how many rows got a new job
   */
  async sweep(): Promise<number> {
    const rows = await this.claims.waiting(BATCH);
    const results = await Promise.all(rows.map((row) => this.producer.ensure(row)));
    const added = results.filter((result) => result === 'added').length;
    if (added > 0) {
      const { logger } = this.options;
      logger.info({ added, queue: this.producer.name }, 'work without a live job was queued again');
    }
    return added;
  }
}
