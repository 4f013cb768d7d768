import { DomainError } from '@nora/contracts';
import {
  CronTimes,
  Schedule,
  Transactions,
  activeRuns,
  insertRun,
  isViolationOf,
  lockAgent,
  recordAudit,
  type ScheduleRun,
} from '@nora/domain';
import type { WorkspaceActor } from '@nora/http-kit';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { auditActorOf } from '../core/audit-actor';
import type { ScheduleRunDto } from './dto/schedule-run.dto';
import type { ScheduleDto } from './dto/schedule.dto';
import type { ChangeScheduleDto, CreateScheduleDto } from './dto/write-schedule.dto';
import {
  auditedFacts,
  factsOf,
  requirePromptWhereItBelongs,
  takesOver,
  type ScheduleFacts,
} from './schedule-facts';
import { SchedulesReader } from './schedules.reader';

/** Schedules that one agent can have. */
const MOST_SCHEDULES = 50;

/** Makes, changes and ends schedules; the worker lets them come up. */
@Injectable()
export class SchedulesService {
  constructor(
    private readonly transactions: Transactions,
    private readonly reader: SchedulesReader,
  ) {}

  /** @throws DomainError `not_found`, `name_taken`, `conflict` when there are too many, `validation_failed` */
  async create(actor: WorkspaceActor, agentId: string, body: CreateScheduleDto): Promise<ScheduleDto> {
    const { workspaceId, userId } = actor;
    const facts = factsOf({ ...body, prompt: body.prompt ?? null });
    requirePromptWhereItBelongs(facts);
    const times = new CronTimes(facts);
    const id = await this.transactions.run(async (manager, events) => {
      // So that of many at once none goes beyond the limit.
      await lockAgent(manager, workspaceId, agentId);
      const count = await manager.countBy(Schedule, { agentId });
      if (count >= MOST_SCHEDULES) {
        throw new DomainError(
          'conflict',
          `An agent has ${MOST_SCHEDULES} schedules at most. Delete one first.`,
        );
      }
      const schedule = manager.create(Schedule, {
        ...{ ...facts, workspaceId, agentId, createdById: userId, responsibleId: userId },
        ...{ disabledReason: null, nextRunAt: facts.enabled ? times.after(new Date()) : null },
      });
      await manager
        .insert(Schedule, schedule)
        .catch((error: unknown) => Promise.reject(nameTaken(error, facts)));
      const change = { before: null, after: auditedFacts(facts) };
      await record(manager, actor, { act: 'create', agentId, scheduleId: schedule.id, ...change });
      await events.record(workspaceId, 'schedule.changed', { agentId, scheduleId: schedule.id });
      return schedule.id;
    });
    return this.reader.get({ workspaceId, agentId }, id);
  }

  /** @throws DomainError `not_found`, `name_taken`, `validation_failed` */
  async change(
    actor: WorkspaceActor,
    agentId: string,
    scheduleId: string,
    body: ChangeScheduleDto,
  ): Promise<ScheduleDto> {
    const { workspaceId, userId } = actor;
    await this.transactions.run(async (manager, events) => {
      const schedule = await lockSchedule(manager, { workspaceId, agentId, id: scheduleId });
      const before = factsOf(schedule);
      const after = changed(before, body);
      requirePromptWhereItBelongs(after);
      const times = new CronTimes(after);
      const sameTimes = before.cron === after.cron && before.timeZone === after.timeZone && before.enabled;
      const nextRunAt = sameTimes ? schedule.nextRunAt : times.after(new Date());
      await manager
        .update(
          Schedule,
          { id: scheduleId },
          {
            ...after,
            nextRunAt: after.enabled ? nextRunAt : null,
            disabledReason: after.enabled === before.enabled ? schedule.disabledReason : null,
            ...(takesOver(before, after) ? { responsibleId: userId } : {}),
          },
        )
        .catch((error: unknown) => Promise.reject(nameTaken(error, after)));
      const change = { before: auditedFacts(before), after: auditedFacts(after) };
      await record(manager, actor, { act: 'change', agentId, scheduleId, ...change });
      await events.record(workspaceId, 'schedule.changed', { agentId, scheduleId });
    });
    return this.reader.get({ workspaceId, agentId }, scheduleId);
  }

  /**
   * Ends a schedule with its history. A prompt that is being carried out is broken off.
   * @throws DomainError `not_found`
   */
  async delete(actor: WorkspaceActor, agentId: string, scheduleId: string): Promise<void> {
    const { workspaceId } = actor;
    await this.transactions.run(async (manager, events) => {
      const schedule = await lockSchedule(manager, { workspaceId, agentId, id: scheduleId });
      await manager.delete(Schedule, { id: scheduleId });
      const change = { before: auditedFacts(factsOf(schedule)), after: null };
      await record(manager, actor, { act: 'delete', agentId, scheduleId, ...change });
      await events.record(workspaceId, 'schedule.changed', { agentId, scheduleId });
    });
  }

  /**
   * Begins a run now, for the caller; a schedule that is switched off can be tried so.
   * @throws DomainError `not_found`, `conflict` when a run has not ended
   */
  async runNow(actor: WorkspaceActor, agentId: string, scheduleId: string): Promise<ScheduleRunDto> {
    const { workspaceId, userId: responsibleId, correlationId } = actor;
    const run = await this.transactions.run(async (manager, events): Promise<ScheduleRun> => {
      const schedule = await lockSchedule(manager, { workspaceId, agentId, id: scheduleId });
      if ((await activeRuns(manager, scheduleId)) > 0) {
        throw new DomainError('conflict', 'A run of this schedule has not ended yet. Wait until it has.');
      }
      const by = { trigger: 'manual', dueAt: new Date(), responsibleId, correlationId } as const;
      const begun = await insertRun(manager, events, schedule, by);
      const details = { runId: begun.id, does: schedule.action };
      await record(manager, actor, { act: 'run-now', agentId, scheduleId, details });
      return begun;
    });
    return this.reader.getRun({ workspaceId, agentId }, run.id);
  }
}

interface Act {
  act: 'create' | 'change' | 'delete' | 'run-now';
  agentId: string;
  scheduleId: string;
  before?: object | null;
  after?: object | null;
  details?: object;
}

function record(manager: EntityManager, actor: WorkspaceActor, act: Act): Promise<void> {
  const { agentId, scheduleId: resourceId, before = null, after = null, details = {} } = act;
  const what = { action: `schedule.${act.act}`, resourceType: 'schedule', resourceId };
  return recordAudit(manager, {
    ...{ actor: auditActorOf(actor), ...what, workspaceId: actor.workspaceId },
    ...{ before, after, details: { agentId, ...details } },
  });
}

async function lockSchedule(
  manager: EntityManager,
  where: { workspaceId: string; agentId: string; id: string },
): Promise<Schedule> {
  const schedule = await manager.findOne(Schedule, { where, lock: { mode: 'pessimistic_write' } });
  if (schedule) return schedule;
  throw new DomainError('not_found', 'This agent has no such schedule.');
}

/** Leaving `prompt` for another action takes the prompt away, unless one is named all the same. */
function changed(before: ScheduleFacts, body: ChangeScheduleDto): ScheduleFacts {
  const given = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
  const after = { ...before, ...given };
  const leaves = after.action !== 'prompt' && body.prompt === undefined;
  return leaves ? { ...after, prompt: null } : after;
}

function nameTaken(error: unknown, { name }: ScheduleFacts): Error {
  if (!isViolationOf(error, 'uq_schedules_agent_id_name')) {
    return error instanceof Error ? error : new Error(String(error));
  }
  const message = `This agent already has a schedule called “${name}”. Choose another name.`;
  const errors = [{ path: 'name', code: 'name_taken', message }];
  return new DomainError('name_taken', message, { errors }, { cause: error });
}
