import { randomUUID } from 'node:crypto';
import { ScheduleSettings } from '@nora/config';
import { RunClaims, Schedule, ScheduleRun, Transactions, WorkspaceMember, type Agent } from '@nora/domain';
import type { WorkProducer } from '@nora/queues';
import { LifecycleRuns } from '../schedules/lifecycle-runs';
import { PromptRuns } from '../schedules/prompt-runs';
import { PromptTurn, type Prompt } from '../schedules/prompt-turn';
import { RunExecutors } from '../schedules/run-executors';
import { ScheduleWork } from '../schedules/schedule-work';
import { ACTOR, EngineHarness } from './engine-harness';

/** Answers prompts as it is told, and remembers them. */
export class ScriptedTurn extends PromptTurn {
  readonly asked: Prompt[] = [];
  answer: (prompt: Prompt, signal: AbortSignal) => Promise<string> = () => Promise.resolve('Done.');

  override ask(prompt: Prompt, signal: AbortSignal): Promise<string> {
    this.asked.push(prompt);
    return this.answer(prompt, signal);
  }
}

/** Schedules on a real PostgreSQL, with as many workers as a test needs. */
export class SchedulesHarness {
  readonly turn = new ScriptedTurn();
  /** Ids of deployments that were handed to the queue. */
  readonly handedOver: string[] = [];

  constructor(readonly engine: EngineHarness) {}

  get manager() {
    return this.engine.database.dataSource.manager;
  }

  /** A worker of its own. @param leaseSeconds of its claims */
  worker({ leaseSeconds = 5, drainSeconds = 4, concurrency = 4, promptMinutes = 1 } = {}): ScheduleWork {
    const { dataSource } = this.engine.database;
    const transactions = new Transactions(dataSource, () => undefined);
    const claims = new RunClaims(transactions, leaseSeconds);
    const producer = {
      ensure: ({ id }: { id: string }) => Promise.resolve(void this.handedOver.push(id)),
    } as unknown as WorkProducer<'deployments'>;
    const { secrets, backends, logger } = this.engine;
    const settings: ScheduleSettings = { concurrency, promptMinutes };
    const prompts = new PromptRuns(claims, dataSource, secrets, backends, this.turn, settings);
    const runs = new RunExecutors(prompts, new LifecycleRuns(claims, producer, logger));
    const timing = { ...this.engine.workerSettings, leaseSeconds, drainSeconds };
    return new ScheduleWork(transactions, claims, runs, timing, settings, logger);
  }

  /** A running agent of whose workspace the actor of the tests is a member. */
  async agent(role: WorkspaceMember['role'] = 'editor'): Promise<Agent> {
    const agent = await this.engine.runningAgent();
    const member = { workspaceId: agent.workspaceId, userId: ACTOR.id ?? '', role };
    await this.manager.insert(WorkspaceMember, member);
    return agent;
  }

  /** A schedule of an agent that has come up a minute ago. */
  async schedule({ id: agentId, workspaceId }: Agent, facts: Partial<Schedule> = {}): Promise<Schedule> {
    const dueAt = new Date(Math.floor(Date.now() / 60_000) * 60_000);
    const schedule = this.manager.create(Schedule, {
      ...{ agentId, workspaceId, name: `Nightly ${randomUUID()}`, cron: '* * * * *', timeZone: 'UTC' },
      ...{ action: 'restart', prompt: null, enabled: true, disabledReason: null, overlap: 'skip' },
      ...{ nextRunAt: dueAt, createdById: ACTOR.id, responsibleId: ACTOR.id },
      ...facts,
    });
    await this.manager.insert(Schedule, schedule);
    return schedule;
  }

  prompting(agent: Agent, facts: Partial<Schedule> = {}): Promise<Schedule> {
    return this.schedule(agent, { action: 'prompt', prompt: 'Sum up the day.', ...facts });
  }

  /** Makes it come up again, a minute after the last time. */
  async again({ id }: Schedule, minutes = 1): Promise<void> {
    const { dueAt } = await this.manager.findOneOrFail(ScheduleRun, {
      where: { scheduleId: id },
      order: { dueAt: 'DESC' },
    });
    await this.manager.update(Schedule, { id }, { nextRunAt: new Date(dueAt.getTime() + minutes * 60_000) });
    await this.manager.query(`UPDATE schedules SET next_run_at = least(next_run_at, now()) WHERE id = $1`, [
      id,
    ]);
  }

  runs({ id: scheduleId }: Schedule): Promise<ScheduleRun[]> {
    return this.manager.find(ScheduleRun, { where: { scheduleId }, order: { id: 'ASC' } });
  }

  /** Passes until nothing is left to do. */
  async settle(worker: ScheduleWork): Promise<void> {
    for (let round = 0; round < 3; round += 1) {
      await worker.pass();
      await worker.idle();
    }
  }

  /** What waits does not wait any longer. */
  async skipWaits(): Promise<void> {
    await this.manager.query('UPDATE schedule_runs SET not_before = NULL');
  }
}
