import { randomUUID } from 'node:crypto';
import {
  In,
  type EntityManager,
  type EntityTarget,
  type FindOptionsWhere,
  type ObjectLiteral,
} from 'typeorm';
import type { WorkRow } from '../entities/work-row';
import type { EventLog } from '../events/event-log';
import type { Transactions } from '../transactions';
import { LostClaimError } from './work-errors';

/** A row of work with the status every kind of work has. */
export type Work = WorkRow & ObjectLiteral & { status: string };

/** What a queue must know of a row to give it a job. */
export interface WaitingWork {
  id: string;
  attempts: number;
  notBefore: Date | null;
  turn: number;
}

/** Claims on the rows of one table: taken under a lease, and every write refused once they are lost. */
export class WorkClaims<Row extends Work> {
  /** @param lockFirst locks whatever is locked before a row of this table everywhere else, lest two wait for each other */
  constructor(
    private readonly transactions: Transactions,
    private readonly entity: EntityTarget<Row>,
    private readonly leaseSeconds: number,
    private readonly lockFirst: (manager: EntityManager, id: string) => Promise<unknown> = () =>
      Promise.resolve(),
  ) {}

  /**
   * Takes up a row that is due or whose worker fell silent.
   * @param onTaken runs in the transaction of the claim
   * @returns null when there is nothing to take
   */
  async take<T>(
    id: string,
    onTaken: (manager: EntityManager, events: EventLog, row: Row, token: string) => Promise<T>,
  ): Promise<T | null> {
    const token = randomUUID();
    return this.transactions.run(async (manager, events) => {
      await this.lockFirst(manager, id);
      const result = await manager
        .createQueryBuilder()
        .update(this.entity)
        .set({
          status: 'running',
          claimToken: token,
          leaseUntil: this.leaseEnd,
          attempts: () => 'attempts + 1',
          startedAt: () => 'coalesce(started_at, now())',
          notBefore: null,
        } as object)
        .where('id = :id', { id })
        // A second of slack, because the job's delay is measured by another clock.
        .andWhere(
          `((status = 'queued' AND (not_before IS NULL OR not_before <= now() + interval '1 second'))
            OR (status = 'running' AND lease_until < now()))`,
        )
        .execute();
      if (result.affected !== 1) return null;
      const row = await manager.findOneByOrFail(this.entity, { id } as FindOptionsWhere<Row>);
      return onTaken(manager, events, row, token);
    });
  }

  /** Extends the lease. @throws LostClaimError */
  async renew(id: string, token: string): Promise<void> {
    const result = await this.transactions.dataSource
      .createQueryBuilder()
      .update(this.entity)
      .set({ leaseUntil: this.leaseEnd } as object)
      .where({ id, claimToken: token, status: 'running' })
      .execute();
    if (result.affected !== 1) throw new LostClaimError(id);
  }

  /** Writes in one transaction, while the claim holds. @throws LostClaimError */
  guarded<T>(
    id: string,
    token: string,
    work: (manager: EntityManager, events: EventLog, row: Row) => Promise<T>,
  ): Promise<T> {
    return this.transactions.run(async (manager, events) => {
      await this.lockFirst(manager, id);
      const row = await manager.findOne(this.entity, {
        where: { id, claimToken: token, status: 'running' } as unknown as FindOptionsWhere<Row>,
        lock: { mode: 'pessimistic_write' },
      });
      if (!row) throw new LostClaimError(id);
      return work(manager, events, row);
    });
  }

  /** Rows that should have a live job: they wait, or their worker fell silent. In the order of their turns. */
  waiting(limit: number): Promise<WaitingWork[]> {
    return this.transactions.dataSource
      .createQueryBuilder(this.entity, 'work')
      .select(['work.id', 'work.attempts', 'work.notBefore', 'work.turn'])
      .where(`work.status = 'queued'`)
      .orWhere(`(work.status = 'running' AND work.leaseUntil < now())`)
      .orderBy('work.turn')
      .addOrderBy('work.id')
      .limit(limit)
      .getMany();
  }

  /** Those of the given rows that somebody asked to end. */
  async cancelRequested(ids: string[]): Promise<string[]> {
    const rows = await this.transactions.dataSource
      .createQueryBuilder(this.entity, 'work')
      .select('work.id')
      .where({ id: In(ids) })
      .andWhere('work.cancelRequestedAt IS NOT NULL')
      .getMany();
    return rows.map(({ id }) => id);
  }

  private readonly leaseEnd = (): string => `now() + interval '${this.leaseSeconds} seconds'`;
}
