import { Transactions, endEmptiedWorkspaces } from '@nora/domain';
import { RecurringTask, type Logger } from '@nora/observability';
import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { LOGGER } from '../tokens';

const INTERVAL_MS = 5_000;

/** Ends workspaces that are being deleted, once this worker or another has removed their last agent. */
@Injectable()
export class EndingWorkspaces implements BeforeApplicationShutdown {
  private readonly task: RecurringTask;

  constructor(
    private readonly transactions: Transactions,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    const onError = (error: unknown) =>
      this.logger.warn({ error }, 'workspaces without agents could not be ended; trying again');
    this.task = new RecurringTask(() => this.pass(), INTERVAL_MS, onError);
  }

  start(): void {
    this.task.start();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.task.stop();
  }

  private async pass(): Promise<void> {
    for (const workspaceId of await endEmptiedWorkspaces(this.transactions)) {
      this.logger.info({ workspaceId }, 'a workspace has ended with its last agent');
    }
  }
}
