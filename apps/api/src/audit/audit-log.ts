import { SealedValues } from '@nora/crypto';
import { AuditChain, AuditPruning, AuditSigningKeys } from '@nora/domain';
import { RecurringTask, type Logger } from '@nora/observability';
import {
  Inject,
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { DataSource } from 'typeorm';
import { LiveSettings } from '../core/live-settings';
import { LOGGER } from '../core/logger';

/** An entry has its place in the chain about this long after its commit. */
const CHAIN_MS = 1_000;
const CHECKPOINT_MS = 60_000;
const PRUNE_MS = 60 * 60 * 1_000;

/**
 * Keeps the audit log in order: chains what was committed, signs it, removes what was kept long enough. The API does
 * it, because it holds the key that signs; replicas take turns.
 */
@Injectable()
export class AuditLog implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly keys: AuditSigningKeys;
  readonly chain: AuditChain;
  private readonly tasks: RecurringTask[];

  constructor(
    dataSource: DataSource,
    sealed: SealedValues,
    settings: LiveSettings,
    @Inject(LOGGER) logger: Logger,
  ) {
    this.keys = new AuditSigningKeys(dataSource, sealed);
    this.chain = new AuditChain(dataSource, this.keys);
    const pruning = new AuditPruning(dataSource, this.keys);
    const task = (work: () => Promise<unknown>, pauseMs: number, what: string) =>
      recurring(work, pauseMs, (error) => logger.warn({ error }, `${what}; trying again`));
    const prune = async (): Promise<void> => {
      const { auditDays } = await settings.get();
      if (auditDays > 0) await pruning.prune(auditDays);
    };
    this.tasks = [
      task(() => this.chain.chainPending(), CHAIN_MS, 'audit entries could not be chained'),
      task(() => this.chain.checkpointWhenDue(), CHECKPOINT_MS, 'the audit chain could not be signed'),
      task(prune, PRUNE_MS, 'audit entries could not be removed'),
    ];
  }

  onApplicationBootstrap(): void {
    for (const task of this.tasks) task.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all(this.tasks.map((task) => task.stop()));
  }
}

/** Tells of a failure once, and not of every attempt until it has passed: attempts are a second apart. */
function recurring(
  work: () => Promise<unknown>,
  pauseMs: number,
  onFailure: (error: unknown) => void,
): RecurringTask {
  let failing = false;
  const attempt = async (): Promise<void> => {
    await work();
    failing = false;
  };
  return new RecurringTask(attempt, pauseMs, (error) => {
    if (!failing) onFailure(error);
    failing = true;
  });
}
