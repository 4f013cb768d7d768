import type { ScheduleTrigger } from '@nora/contracts';
import type { EntityManager } from 'typeorm';
import { ScheduleRun, type Schedule } from '../entities';
import type { EventLog } from '../events/event-log';

/** One time that a schedule comes up. */
export interface NewRun {
  trigger: ScheduleTrigger;
  dueAt: Date;
  /** Further times that had passed. */
  missed?: number;
  responsibleId: string | null;
  correlationId?: string | null;
}

/**
 * Writes a run of a schedule that this transaction has locked. When the run before has not ended, it waits or is
 * passed over, as the schedule says; one at most waits.
 */
export async function insertRun(
  manager: EntityManager,
  events: EventLog,
  schedule: Schedule,
  { missed = 0, correlationId = null, ...of }: NewRun,
): Promise<ScheduleRun> {
  const { id: scheduleId, agentId, action, prompt } = schedule;
  const unended = await activeRuns(manager, scheduleId);
  const most = schedule.overlap === 'queue' ? 1 : 0;
  const run = manager.create(ScheduleRun, {
    ...{ scheduleId, agentId, action, prompt, ...of, missed, correlationId },
    ...{
      status: 'queued',
      attempts: 0,
      faults: 0,
      turn: 0,
      notBefore: null,
      claimToken: null,
      leaseUntil: null,
    },
    ...{ cancelRequestedAt: null, startedAt: null, finishedAt: null, deploymentId: null },
    ...{ sessionKey: null, answer: null, errorCode: null, errorDetail: null },
  });
  if (unended > most) {
    Object.assign(run, {
      ...{ status: 'skipped', finishedAt: new Date(), errorCode: 'overlap' },
      errorDetail: 'The run before had not ended.',
    });
  }
  await manager.insert(ScheduleRun, run);
  await events.record(schedule.workspaceId, 'schedule.changed', { agentId, scheduleId });
  return run;
}

/** Runs of a schedule that have not ended; a lifecycle call has when its deployment has. */
export async function activeRuns(manager: EntityManager, scheduleId: string): Promise<number> {
  const [row] = await manager.query<{ count: number }[]>(
    `SELECT count(*)::int AS count FROM schedule_runs r LEFT JOIN deployments d ON d.id = r.deployment_id
     WHERE r.schedule_id = $1 AND (r.status IN ('queued', 'running') OR d.status IN ('queued', 'running'))`,
    [scheduleId],
  );
  return row?.count ?? 0;
}
