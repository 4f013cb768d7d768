import type { EntityManager } from 'typeorm';
import { Schedule, ScheduleRun } from '../entities';
import type { EventLog } from '../events/event-log';
import type { Transactions } from '../transactions';
import { WorkClaims } from '../work/work-claims';
import { WORKER_ACTOR, type AuditActor } from '../audit/audit';

/** A run that a worker holds. */
export interface RunClaim {
  token: string;
  run: ScheduleRun;
  schedule: Schedule;
}

/** How a run ended. */
export type RunEnding = Pick<ScheduleRun, 'status'> &
  Partial<Pick<ScheduleRun, 'errorCode' | 'errorDetail' | 'answer' | 'sessionKey' | 'deploymentId'>>;

/** Everything a worker writes on a run; each write is refused once the claim is lost. */
export class RunClaims {
  readonly rows: WorkClaims<ScheduleRun>;

  constructor(
    private readonly transactions: Transactions,
    leaseSeconds: number,
  ) {
    this.rows = new WorkClaims(transactions, ScheduleRun, leaseSeconds, lockScheduleOf);
  }

  /**
   * Ids of runs that can be taken up, oldest first. A run waits for the one before it of its schedule; and nothing
   * goes ahead of an earlier lifecycle call on the same agent, so that "stop" and "start" after a downtime keep
   * their order.
   */
  async waiting(limit: number): Promise<string[]> {
    const rows = await this.transactions.dataSource.query<{ id: string }[]>(
      `SELECT r.id FROM schedule_runs r
       WHERE ((r.status = 'queued' AND (r.not_before IS NULL OR r.not_before <= now()))
           OR (r.status = 'running' AND r.lease_until < now()))
         AND NOT EXISTS (SELECT 1 FROM schedule_runs e
           WHERE e.agent_id = r.agent_id AND e.id < r.id AND e.status IN ('queued', 'running')
             AND (e.schedule_id = r.schedule_id OR e.action <> 'prompt'))
       ORDER BY r.id LIMIT $1`,
      [limit],
    );
    return rows.map(({ id }) => id);
  }

  /** Takes up a run that is due or whose worker fell silent; null when there is nothing to take. */
  take(runId: string): Promise<RunClaim | null> {
    return this.rows.take(runId, async (manager, events, run, token) => {
      const schedule = await manager.findOneByOrFail(Schedule, { id: run.scheduleId });
      await tell(events, schedule);
      return { token, run, schedule };
    });
  }

  /** Extends the lease. @throws LostClaimError */
  renew({ run, token }: RunClaim): Promise<void> {
    return this.rows.renew(run.id, token);
  }

  /** Gives a run back, to be taken up again after some seconds. */
  release(claim: RunClaim, seconds: number): Promise<void> {
    return this.guarded(claim, async (manager) => {
      await manager
        .createQueryBuilder()
        .update(ScheduleRun)
        .set({
          ...{ status: 'queued', claimToken: null, leaseUntil: null },
          notBefore: () => `now() + make_interval(secs => ${Number(seconds)})`,
        })
        .where({ id: claim.run.id })
        .execute();
    });
  }

  /** Writes what must be known of a run before something is done that cannot be done twice. */
  begin(
    claim: RunClaim,
    change: Pick<ScheduleRun, 'sessionKey'>,
    alongside: (manager: EntityManager) => Promise<void>,
  ): Promise<void> {
    return this.guarded(claim, async (manager) => {
      await alongside(manager);
      await manager.update(ScheduleRun, { id: claim.run.id }, change);
    });
  }

  /**
   * Ends a run.
   * @param alongside writes in the same transaction, and may say more of the ending
   */
  finish(
    claim: RunClaim,
    alongside: (manager: EntityManager, events: EventLog) => Promise<RunEnding>,
  ): Promise<RunEnding> {
    return this.guarded(claim, async (manager, events) => {
      const ending = await alongside(manager, events);
      await manager.update(
        ScheduleRun,
        { id: claim.run.id },
        { ...ending, claimToken: null, leaseUntil: null, finishedAt: new Date() },
      );
      await tell(events, claim.schedule);
      return ending;
    });
  }

  private guarded<T>(
    { run, token }: RunClaim,
    work: (manager: EntityManager, events: EventLog) => Promise<T>,
  ): Promise<T> {
    return this.rows.guarded(run.id, token, (manager, events) => work(manager, events));
  }
}

/** Schedule before run: the order of a deletion, too. */
function lockScheduleOf(manager: EntityManager, runId: string): Promise<unknown> {
  return manager.query(
    `SELECT 1 FROM schedules WHERE id = (SELECT schedule_id FROM schedule_runs WHERE id = $1)
     FOR NO KEY UPDATE`,
    [runId],
  );
}

/** A worker that acts for whoever answers for the schedule. */
export function actorOfRun({ run, schedule }: Pick<RunClaim, 'run' | 'schedule'>): AuditActor {
  return {
    ...WORKER_ACTOR,
    label: `schedule “${schedule.name}”`,
    onBehalfOfId: run.responsibleId,
    correlationId: run.correlationId ?? run.id,
  };
}

function tell(events: EventLog, { workspaceId, agentId, id: scheduleId }: Schedule): Promise<void> {
  return events.record(workspaceId, 'schedule.changed', { agentId, scheduleId });
}
