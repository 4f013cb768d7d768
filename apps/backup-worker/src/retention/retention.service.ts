import { RetentionSettings } from '@nora/config';
import type { BackupWorkerDays } from '@nora/contracts';
import { maintainModelPartitions, retentionNow } from '@nora/domain';
import { RecurringTask, type Logger } from '@nora/observability';
import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { LOGGER } from '../tokens';

const INTERVAL_MS = 60 * 60 * 1_000;
const BATCH = 5_000;

/** Days for which a call with an `Idempotency-Key` can be repeated; the API promises 24 hours. */
const REPEATABLE_DAYS = 1;
/** Days for which links and sign-ins past their time are kept, so that they are told from those that never were. */
const EXPIRED_DAYS = 7;

/** What one pass removed. */
export interface Pruned {
  events: number;
  sessions: number;
  repeatableCalls: number;
  oneTimeTokens: number;
  oauthAttempts: number;
  scheduleRuns: number;
  /** Days of single calls. */
  modelCalls: number;
  modelHours: number;
  budgetPeriods: number;
}

/**
 * Removes what has been kept long enough: events past their replay window, sessions that ended, calls past repeating,
 * links and sign-ins past their time, what schedules did and what models were used for long ago.
 */
@Injectable()
export class RetentionService implements BeforeApplicationShutdown {
  private readonly task: RecurringTask;

  constructor(
    private readonly dataSource: DataSource,
    private readonly settings: RetentionSettings,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    const onError = (error: unknown) => this.logger.warn({ error }, 'retention pass failed; trying again');
    this.task = new RecurringTask(() => this.pass(), INTERVAL_MS, onError);
  }

  /** Prunes now and then every hour. */
  start(): void {
    this.task.start();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.task.stop();
  }

  /** One pass. Rows go in batches, so that no lock is held for long. */
  async prune(): Promise<Pruned> {
    const days = await this.days();
    const events = await this.deleteInBatches(
      `DELETE FROM events WHERE sequence IN
        (SELECT sequence FROM events WHERE created_at < now() - make_interval(days => $1) LIMIT ${BATCH})`,
      days.eventDays,
    );
    const sessions = await this.deleteInBatches(
      `DELETE FROM sessions WHERE id IN
        (SELECT id FROM sessions
         WHERE least(expires_at, coalesce(revoked_at, expires_at)) < now() - make_interval(days => $1) LIMIT ${BATCH})`,
      days.sessionDays,
    );
    const repeatableCalls = await this.deleteInBatches(
      `DELETE FROM idempotency_keys WHERE (principal_id, key) IN
        (SELECT principal_id, key FROM idempotency_keys
         WHERE created_at < now() - make_interval(days => $1) LIMIT ${BATCH})`,
      REPEATABLE_DAYS,
    );
    const oneTimeTokens = await this.deleteExpired('one_time_tokens');
    const oauthAttempts = await this.deleteExpired('oauth_attempts');
    const scheduleRuns = await this.deleteInBatches(
      `DELETE FROM schedule_runs WHERE id IN
        (SELECT id FROM schedule_runs WHERE finished_at < now() - make_interval(days => $1) LIMIT ${BATCH})`,
      days.scheduleRunDays,
    );
    const rest = { events, sessions, repeatableCalls, oneTimeTokens, oauthAttempts, scheduleRuns };
    return { ...rest, ...(await this.pruneModels(days)) };
  }

  /** Asked for before each pass: an administrator may have changed them. */
  private days(): Promise<BackupWorkerDays> {
    const { eventDays, sessionDays, scheduleRunDays, modelCallDays, modelHourDays } = this.settings;
    const environment = { eventDays, sessionDays, scheduleRunDays, modelCallDays, modelHourDays };
    return retentionNow<keyof BackupWorkerDays>(this.dataSource, environment);
  }

  private async pruneModels({
    modelCallDays,
    modelHourDays,
  }: BackupWorkerDays): Promise<Pick<Pruned, 'modelCalls' | 'modelHours' | 'budgetPeriods'>> {
    const modelHours = await this.deleteInBatches(
      `DELETE FROM model_usage_hours WHERE ctid IN
        (SELECT ctid FROM model_usage_hours WHERE hour < now() - make_interval(days => $1) LIMIT ${BATCH})`,
      modelHourDays,
    );
    const budgetPeriods = await this.deleteInBatches(
      `DELETE FROM budget_windows WHERE id IN
        (SELECT id FROM budget_windows WHERE ends_at < now() - make_interval(days => $1) LIMIT ${BATCH})`,
      modelHourDays,
    );
    const { dropped } = await maintainModelPartitions(this.dataSource, new Date(), modelCallDays);
    return { modelCalls: dropped.length, modelHours, budgetPeriods };
  }

  private async pass(): Promise<void> {
    this.logger.info({ pruned: await this.prune() }, 'retention pass');
  }

  private deleteExpired(table: 'one_time_tokens' | 'oauth_attempts'): Promise<number> {
    const statement = `DELETE FROM ${table} WHERE id IN
      (SELECT id FROM ${table} WHERE expires_at < now() - make_interval(days => $1) LIMIT ${BATCH})`;
    return this.deleteInBatches(statement, EXPIRED_DAYS);
  }

  private async deleteInBatches(statement: string, days: number): Promise<number> {
    for (let total = 0; ;) {
      const [, count] = await this.dataSource.query<[unknown[], number]>(statement, [days]);
      total += count;
      if (count < BATCH) return total;
    }
  }
}
