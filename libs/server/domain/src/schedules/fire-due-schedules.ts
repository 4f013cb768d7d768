import { DomainError } from '@nora/contracts';
import type { EntityManager } from 'typeorm';
import { Agent, Schedule, ScheduleRun } from '../entities';
import type { EventLog } from '../events/event-log';
import type { Transactions } from '../transactions';
import { CronTimes } from './cron-times';
import { insertRun } from './insert-run';

const BATCH = 50;

/**
 * Writes a run for every schedule whose time has come, and when it comes next. Workers that do this at the same moment
 * share the schedules among them. However many times have passed unseen, there is one run for them.
 * @returns how many schedules were looked at
 */
export async function fireDueSchedules(transactions: Transactions): Promise<number> {
  let count = 0;
  for (let taken = BATCH; taken === BATCH; count += taken) {
    taken = await transactions.run(fireBatch);
  }
  return count;
}

async function fireBatch(manager: EntityManager, events: EventLog): Promise<number> {
  const due = await manager
    .createQueryBuilder(Schedule, 'schedule')
    .where('schedule.enabled AND schedule.nextRunAt <= now()')
    .orderBy('schedule.nextRunAt')
    .addOrderBy('schedule.id')
    .limit(BATCH)
    .setLock('pessimistic_write')
    .setOnLocked('skip_locked')
    .getMany();
  for (const schedule of due) await fire(manager, events, schedule);
  return due.length;
}

async function fire(manager: EntityManager, events: EventLog, schedule: Schedule): Promise<void> {
  const { id, agentId, nextRunAt: dueAt, responsibleId } = schedule;
  const { status, dataKeptAt } = await manager.findOneByOrFail(Agent, { id: agentId });
  const [{ now } = { now: new Date() }] = await manager.query<{ now: Date }[]>('SELECT now() AS now');
  const times = timesOf(schedule);
  if (times instanceof DomainError) {
    // A time zone may be renamed away by an update of the system.
    const disabledReason = times.extra.errors?.[0]?.message ?? times.message;
    await manager.update(Schedule, { id }, { enabled: false, nextRunAt: null, disabledReason });
    await events.record(schedule.workspaceId, 'schedule.changed', { agentId, scheduleId: id });
    return;
  }
  const nextRunAt = status === 'deleted' && !dataKeptAt ? null : times.after(now);
  await manager.update(Schedule, { id }, { nextRunAt });
  // One that may be restored goes on where its clock is then.
  if (!dueAt || status === 'deleted' || status === 'deleting') return;
  // The clock of whoever wrote the time may be behind: what has come up once does not come up again.
  if (await manager.existsBy(ScheduleRun, { scheduleId: id, dueAt, trigger: 'clock' })) return;
  const missed = times.countBetween(dueAt, now);
  await insertRun(manager, events, schedule, { trigger: 'clock', dueAt, missed, responsibleId });
}

function timesOf(schedule: Schedule): CronTimes | DomainError {
  try {
    return new CronTimes(schedule);
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
}
