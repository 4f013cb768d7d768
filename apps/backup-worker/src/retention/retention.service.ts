import { RetentionSettings } from '@nora/config';
import type { Logger } from '@nora/observability';
import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { LOGGER } from '../tokens';

const INTERVAL_MS = 60 * 60 * 1_000;
const BATCH = 5_000;

/** What one pass removed. */
export interface Pruned {
  events: number;
  sessions: number;
}

/** Removes what has been kept long enough: events past their replay window and sessions that ended. */
@Injectable()
export class RetentionService implements BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private pruning: Promise<void> = Promise.resolve();

  constructor(
    private readonly dataSource: DataSource,
    private readonly settings: RetentionSettings,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Prunes now and then every hour. */
  start(): void {
    this.schedule(0);
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    await this.pruning;
  }

  /** One pass. Rows go in batches, so that no lock is held for long. */
  async prune(): Promise<Pruned> {
    const events = await this.deleteInBatches(
      `DELETE FROM events WHERE sequence IN
        (SELECT sequence FROM events WHERE created_at < now() - make_interval(days => $1) LIMIT ${BATCH})`,
      this.settings.eventDays,
    );
    const sessions = await this.deleteInBatches(
      `DELETE FROM sessions WHERE id IN
        (SELECT id FROM sessions
         WHERE least(expires_at, coalesce(revoked_at, expires_at)) < now() - make_interval(days => $1) LIMIT ${BATCH})`,
      this.settings.sessionDays,
    );
    return { events, sessions };
  }

  private async deleteInBatches(statement: string, days: number): Promise<number> {
    for (let total = 0; ;) {
      const [, count] = await this.dataSource.query<[unknown[], number]>(statement, [days]);
      total += count;
      if (count < BATCH) return total;
    }
  }

  private schedule(delayMs: number): void {
    this.timer = setTimeout(() => {
      this.pruning = this.prune()
        .then((pruned) => this.logger.info({ pruned }, 'retention pass'))
        .catch((error: unknown) => this.logger.warn({ error }, 'retention pass failed; trying again'))
        .finally(() => {
          if (this.timer) this.schedule(INTERVAL_MS);
        });
    }, delayMs);
  }
}
