import { DeploymentWorkerSettings, ScheduleSettings } from '@nora/config';
import {
  LostClaimError,
  RunClaims,
  ShutdownError,
  Transactions,
  fireDueSchedules,
  type RunClaim,
} from '@nora/domain';
import { RecurringTask, withCorrelationId, type Logger } from '@nora/observability';
import { WorkInHand } from '@nora/queues';
import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { LOGGER } from '../tokens';
import { RunExecutors } from './run-executors';

const INTERVAL_MS = 1_000;
/** What is left of the time to drain for writing down what was broken off. */
const WRITING_MS = 3_000;

/**
 * Lets schedules come up and carries out their runs. Runs are taken from PostgreSQL itself: they are few, a second is
 * soon enough, and whether Redis is there makes no difference.
 */
@Injectable()
export class ScheduleWork implements BeforeApplicationShutdown {
  private readonly task: RecurringTask;
  private readonly hand: WorkInHand<RunClaim>;
  private readonly busy = new Set<Promise<void>>();

  constructor(
    private readonly transactions: Transactions,
    private readonly claims: RunClaims,
    private readonly runs: RunExecutors,
    private readonly worker: DeploymentWorkerSettings,
    private readonly settings: ScheduleSettings,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    const onError = (error: unknown) => this.logger.warn({ error }, 'a pass over the schedules failed');
    this.task = new RecurringTask(() => this.pass(), INTERVAL_MS, onError);
    const source = {
      renew: (claim: RunClaim) => claims.renew(claim),
      cancelRequested: (ids: string[]) => claims.rows.cancelRequested(ids),
    };
    this.hand = new WorkInHand(source, worker.leaseSeconds * 1_000, onError);
  }

  start(): void {
    this.task.start();
  }

  /** Takes nothing more up, and gives what is at hand some time to end by itself. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.task.stop();
    const drainMs = this.worker.drainSeconds * 1_000;
    await this.endsWithin(Math.max(0, drainMs - WRITING_MS));
    this.hand.abortAll(new ShutdownError());
    await this.endsWithin(WRITING_MS);
    this.hand.letGo();
  }

  /** One look at the clock. Resolves when everything that is due has been taken up, not when it has ended. */
  async pass(): Promise<void> {
    await fireDueSchedules(this.transactions);
    const free = this.settings.concurrency - this.busy.size;
    if (free <= 0) return;
    for (const runId of await this.claims.waiting(free)) await this.takeUp(runId);
  }

  /** Resolves when what is at hand has ended. */
  async idle(): Promise<void> {
    await Promise.allSettled(this.busy);
  }

  private async takeUp(runId: string): Promise<void> {
    const askedAt = performance.now();
    const claim = await this.claims.take(runId);
    if (!claim) return;
    const work = this.hand
      .hold({ rowId: runId, claim, askedAt }, (signal) => this.carryOut(claim, signal))
      .catch((error: unknown) => this.logger.error({ error, runId }, 'a run of a schedule broke off'));
    this.busy.add(work);
    void work.finally(() => this.busy.delete(work));
  }

  private carryOut(claim: RunClaim, signal: AbortSignal): Promise<void> {
    const { run, schedule } = claim;
    return withCorrelationId(run.correlationId ?? run.id, async () => {
      const facts = { scheduleId: schedule.id, runId: run.id, agentId: run.agentId, does: run.action };
      this.logger.info(facts, 'run of a schedule taken up');
      try {
        if (run.action === 'prompt') await this.runs.prompts.carryOut(claim, signal);
        else await this.runs.lifecycle.carryOut(claim, run.action);
      } catch (error) {
        // Somebody else has it, or its schedule is gone.
        if (!(error instanceof LostClaimError)) throw error;
      }
    });
  }

  private async endsWithin(milliseconds: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<void>((resolve) => (timer = setTimeout(resolve, milliseconds)));
    await Promise.race([this.idle(), timeout]);
    clearTimeout(timer);
  }
}
