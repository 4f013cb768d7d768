import { DomainError } from '@nora/contracts';
import { Agent, AuditEntry, Deployment, Schedule, ScheduleRun, User, WorkspaceMember } from '@nora/domain';
import { ACTOR, EngineHarness } from '../testing/engine-harness';
import { SchedulesHarness } from '../testing/schedules-harness';

describe('schedules', () => {
  let engine: EngineHarness;
  let schedules: SchedulesHarness;

  beforeAll(async () => {
    engine = await EngineHarness.create();
  });

  beforeEach(() => {
    schedules = new SchedulesHarness(engine);
  });

  afterEach(async () => {
    await schedules.manager.query('DELETE FROM schedules');
    await schedules.manager.update(User, { id: ACTOR.id ?? '' }, { disabledAt: null });
  });

  afterAll(() => engine.database.drop());

  const row = ({ id }: Schedule) => schedules.manager.findOneByOrFail(Schedule, { id });
  const deploymentsOf = ({ id: agentId }: Agent) =>
    schedules.manager.find(Deployment, { where: { agentId }, order: { id: 'ASC' } });

  describe('coming up', () => {
    it('happens once, however many workers look at the clock at the same moment', async () => {
      const agent = await schedules.agent();
      const made = [];
      for (let count = 0; count < 20; count += 1) made.push(await schedules.prompting(agent));
      const workers = Array.from({ length: 4 }, () => schedules.worker({ concurrency: 20 }));
      await Promise.all(workers.map((worker) => schedules.settle(worker)));
      for (const schedule of made) {
        const runs = await schedules.runs(schedule);
        expect(runs).toMatchObject([{ status: 'succeeded', dueAt: schedule.nextRunAt, trigger: 'clock' }]);
        expect((await row(schedule)).nextRunAt?.getTime()).toBeGreaterThan(Date.now());
      }
      expect(schedules.turn.asked).toHaveLength(20);
      expect(new Set(schedules.turn.asked.map(({ sessionKey }) => sessionKey)).size).toBe(20);
    });

    it('happens once for all the times that nobody was there', async () => {
      const agent = await schedules.agent();
      const nextRunAt = new Date(Date.now() - 3 * 3_600_000);
      const schedule = await schedules.prompting(agent, { nextRunAt, cron: '*/10 * * * *' });
      await schedules.settle(schedules.worker());
      const runs = await schedules.runs(schedule);
      expect(runs).toMatchObject([{ status: 'succeeded', dueAt: nextRunAt }]);
      expect(runs[0]?.missed).toBeGreaterThanOrEqual(17);
      expect(schedules.turn.asked).toHaveLength(1);
    });

    it('does not happen to what is switched off or not due, nor to a deleted agent', async () => {
      const agent = await schedules.agent();
      const off = await schedules.prompting(agent, { enabled: false });
      const later = await schedules.prompting(agent, { nextRunAt: new Date(Date.now() + 60_000) });
      const gone = await schedules.agent();
      const orphan = await schedules.prompting(gone);
      await schedules.manager.update(Agent, { id: gone.id }, { status: 'deleted', dataKeptAt: new Date() });
      await schedules.settle(schedules.worker());
      for (const schedule of [off, later, orphan]) expect(await schedules.runs(schedule)).toEqual([]);
      // Restored, it goes on by the clock, and does not make up for what was in between.
      expect((await row(orphan)).nextRunAt?.getTime()).toBeGreaterThan(Date.now());
      await schedules.manager.update(Agent, { id: gone.id }, { dataKeptAt: null });
      await schedules.manager.update(Schedule, { id: orphan.id }, { nextRunAt: new Date() });
      await schedules.settle(schedules.worker());
      expect(await row(orphan)).toMatchObject({ nextRunAt: null });
    });

    it('does not happen twice when a clock was put back', async () => {
      const agent = await schedules.agent();
      const schedule = await schedules.prompting(agent);
      await schedules.settle(schedules.worker());
      await schedules.manager.update(Schedule, { id: schedule.id }, { nextRunAt: schedule.nextRunAt });
      await schedules.settle(schedules.worker());
      expect(await schedules.runs(schedule)).toHaveLength(1);
    });

    it('ends, with the reason, when the time zone is not known any more, and keeps nobody else waiting', async () => {
      const agent = await schedules.agent();
      const lost = await schedules.prompting(agent, { timeZone: 'Atlantis/Poseidonis' });
      const other = await schedules.prompting(agent);
      await schedules.settle(schedules.worker());
      expect(await row(lost)).toMatchObject({
        enabled: false,
        disabledReason: expect.stringContaining('timeZone'),
      });
      expect(await schedules.runs(other)).toHaveLength(1);
    });
  });

  describe('a lifecycle call', () => {
    it('makes a deployment for whoever answers for the schedule, and says so in the audit log', async () => {
      const agent = await schedules.agent();
      const schedule = await schedules.schedule(agent);
      await schedules.settle(schedules.worker());
      const [run] = await schedules.runs(schedule);
      const deployment = (await deploymentsOf(agent)).at(-1);
      expect(deployment).toMatchObject({ kind: 'restart', requestedById: ACTOR.id, status: 'queued' });
      expect(deployment?.reason).toBe(`Schedule “${schedule.name}”`);
      expect(run).toMatchObject({
        status: 'succeeded',
        deploymentId: deployment?.id,
        finishedAt: expect.any(Date),
      });
      expect(schedules.handedOver).toEqual([deployment?.id]);
      const entries = await schedules.manager.findBy(AuditEntry, { correlationId: run?.id ?? '' });
      expect(entries.map(({ action }) => action).sort()).toEqual(['agent.restart', 'schedule.run']);
      for (const entry of entries) {
        expect(entry).toMatchObject({ actorType: 'worker', onBehalfOfId: ACTOR.id });
      }
    });

    it('is passed over where it has nothing to do', async () => {
      const agent = await schedules.agent();
      const schedule = await schedules.schedule(agent, { action: 'start' });
      await schedules.settle(schedules.worker());
      expect(await schedules.runs(schedule)).toMatchObject([
        { status: 'skipped', errorCode: 'operation_not_allowed', deploymentId: null },
      ]);
      expect(schedules.handedOver).toEqual([]);
    });

    it('waits for an agent that is busy, and keeps its order with others of the same agent', async () => {
      const agent = await schedules.agent();
      const busy = await engine.request(agent, 'restart');
      const stop = await schedules.schedule(agent, {
        action: 'stop',
        nextRunAt: new Date(Date.now() - 7_200_000),
      });
      const start = await schedules.schedule(agent, {
        action: 'start',
        nextRunAt: new Date(Date.now() - 3_600_000),
      });
      const worker = schedules.worker();
      await schedules.settle(worker);
      expect(await schedules.runs(stop)).toMatchObject([{ status: 'queued' }]);
      await engine.run(busy.id);
      await schedules.skipWaits();
      await schedules.settle(worker);
      const [stopped] = await schedules.runs(stop);
      expect(stopped).toMatchObject({ status: 'succeeded' });
      expect(await schedules.runs(start)).toMatchObject([{ status: 'queued' }]);
      await engine.run(stopped?.deploymentId ?? '');
      await schedules.skipWaits();
      await schedules.settle(worker);
      expect((await deploymentsOf(agent)).map(({ kind }) => kind)).toEqual([
        'deploy',
        'restart',
        'stop',
        'start',
      ]);
    });

    it('gives up on an agent that is busy for long', async () => {
      const agent = await schedules.agent();
      await engine.request(agent, 'restart');
      const schedule = await schedules.schedule(agent, { action: 'stop' });
      const worker = schedules.worker();
      await schedules.settle(worker);
      await schedules.manager.query(
        `UPDATE schedule_runs SET not_before = NULL, created_at = now() - interval '1 hour'`,
      );
      await schedules.settle(worker);
      expect(await schedules.runs(schedule)).toMatchObject([
        { status: 'failed', errorCode: 'operation_in_progress' },
      ]);
    });
  });

  describe('a prompt', () => {
    it('is told to the agent in a conversation of its own, and its answer is kept', async () => {
      const agent = await schedules.agent();
      const schedule = await schedules.prompting(agent);
      schedules.turn.answer = () => Promise.resolve('a'.repeat(30_000));
      await schedules.settle(schedules.worker());
      const [run] = await schedules.runs(schedule);
      expect(run).toMatchObject({
        status: 'succeeded',
        sessionKey: `agent:main:nora:schedule:${run?.id}`,
        errorCode: null,
      });
      expect(run?.answer).toHaveLength(20_001);
      expect(schedules.turn.asked).toMatchObject([
        { message: 'Sum up the day.', sessionKey: run?.sessionKey },
      ]);
      const [entry] = await schedules.manager.findBy(AuditEntry, { correlationId: run?.id ?? '' });
      expect(entry).toMatchObject({ action: 'schedule.run', details: { does: 'prompt', characters: 15 } });
      expect(JSON.stringify(entry)).not.toContain('Sum up');
    });

    it('fails where the agent does not run, answers badly or takes too long', async () => {
      const agent = await schedules.agent();
      const bad = await schedules.prompting(agent);
      schedules.turn.answer = () => Promise.reject(new DomainError('runtime_refused', 'It has no model.'));
      await schedules.settle(schedules.worker());
      expect(await schedules.runs(bad)).toMatchObject([
        { status: 'failed', errorCode: 'runtime_refused', errorDetail: 'It has no model.' },
      ]);
      const long = await schedules.prompting(agent);
      schedules.turn.answer = (_, signal) =>
        new Promise((_resolve, reject) =>
          signal.addEventListener('abort', () => reject(new Error('aborted'))),
        );
      await schedules.settle(schedules.worker({ promptMinutes: 0.005 }));
      expect(await schedules.runs(long)).toMatchObject([{ status: 'failed', errorCode: 'runtime_timeout' }]);
      await schedules.manager.update(Agent, { id: agent.id }, { status: 'stopped', desiredState: 'stopped' });
      const down = await schedules.prompting(agent);
      await schedules.settle(schedules.worker());
      expect(await schedules.runs(down)).toMatchObject([
        { status: 'failed', errorCode: 'agent_not_running' },
      ]);
      expect(schedules.turn.asked).toHaveLength(2);
    });

    it('waits for an agent that is being started', async () => {
      const agent = await schedules.agent();
      const restart = await engine.request(agent, 'restart');
      const schedule = await schedules.prompting(agent);
      const worker = schedules.worker();
      await schedules.settle(worker);
      expect(await schedules.runs(schedule)).toMatchObject([{ status: 'queued', sessionKey: null }]);
      await engine.run(restart.id);
      await schedules.skipWaits();
      await schedules.settle(worker);
      expect(await schedules.runs(schedule)).toMatchObject([{ status: 'succeeded' }]);
    });

    it('is never told twice: of a worker that died in the middle the run has failed', async () => {
      const agent = await schedules.agent();
      const schedule = await schedules.prompting(agent);
      let answered = (_: string): void => undefined;
      schedules.turn.answer = () => new Promise((resolve) => (answered = resolve));
      const dead = schedules.worker();
      await dead.pass();
      await until(() => schedules.turn.asked.length === 1);
      await schedules.manager.query(`UPDATE schedule_runs SET lease_until = now() - interval '1 second'`);
      await schedules.settle(schedules.worker());
      expect(await schedules.runs(schedule)).toMatchObject([{ status: 'failed', errorCode: 'interrupted' }]);
      answered('Too late.');
      await dead.idle();
      expect(await schedules.runs(schedule)).toMatchObject([{ status: 'failed', answer: null }]);
      expect(schedules.turn.asked).toHaveLength(1);
    });

    it('is broken off when its schedule is deleted', async () => {
      const agent = await schedules.agent();
      const schedule = await schedules.prompting(agent);
      let reason: unknown;
      schedules.turn.answer = (_, signal) =>
        new Promise((_resolve, reject) =>
          signal.addEventListener('abort', () => {
            reason = signal.reason;
            reject(new Error('aborted'));
          }),
        );
      const worker = schedules.worker({ leaseSeconds: 1 });
      await worker.pass();
      await until(() => schedules.turn.asked.length === 1);
      await schedules.manager.delete(Schedule, { id: schedule.id });
      await worker.idle();
      expect(reason).toMatchObject({ name: 'LostClaimError' });
    });

    it('may end while the worker stops, and is broken off when it does not', async () => {
      const agent = await schedules.agent();
      const [quick, slow] = [
        await schedules.prompting(agent),
        await schedules.prompting(agent, { prompt: 'slow' }),
      ];
      schedules.turn.answer = ({ message }, signal) =>
        new Promise((resolve, reject) => {
          if (message !== 'slow') setTimeout(() => resolve('Just in time.'), 300);
          signal.addEventListener('abort', () => reject(new Error('aborted')));
        });
      const worker = schedules.worker({ drainSeconds: 4 });
      worker.start();
      await until(() => schedules.turn.asked.length === 2);
      await worker.beforeApplicationShutdown();
      expect(await schedules.runs(quick)).toMatchObject([{ status: 'succeeded', answer: 'Just in time.' }]);
      expect(await schedules.runs(slow)).toMatchObject([{ status: 'failed', errorCode: 'interrupted' }]);
    });
  });

  describe('a run whose predecessor has not ended', () => {
    it.each([
      ['skip', ['running', 'skipped', 'skipped']],
      ['queue', ['running', 'queued', 'skipped']],
    ] as const)('with “%s” is dealt with like this: %s', async (overlap, expected) => {
      const agent = await schedules.agent();
      const nextRunAt = new Date(Math.floor(Date.now() / 60_000) * 60_000 - 600_000);
      const schedule = await schedules.prompting(agent, { overlap, nextRunAt });
      let answered = (_: string): void => undefined;
      schedules.turn.answer = () => new Promise((resolve) => (answered = resolve));
      const worker = schedules.worker();
      for (let time = 0; time < 3; time += 1) {
        await worker.pass();
        await until(() => schedules.turn.asked.length === 1);
        if (time < 2) await schedules.again(schedule);
      }
      expect((await schedules.runs(schedule)).map(({ status }) => status)).toEqual(expected);
      schedules.turn.answer = () => Promise.resolve('Done.');
      answered('Done.');
      await worker.idle();
      await schedules.settle(worker);
      const ended = expected.map((status) => (status === 'skipped' ? 'skipped' : 'succeeded'));
      expect((await schedules.runs(schedule)).map(({ status }) => status)).toEqual(ended);
    });

    it('is passed over as long as a deployment of the one before goes on', async () => {
      const agent = await schedules.agent();
      const nextRunAt = new Date(Math.floor(Date.now() / 60_000) * 60_000 - 600_000);
      const schedule = await schedules.schedule(agent, { nextRunAt });
      const worker = schedules.worker();
      await schedules.settle(worker);
      await schedules.again(schedule);
      await schedules.settle(worker);
      expect(await schedules.runs(schedule)).toMatchObject([
        { status: 'succeeded' },
        { status: 'skipped', errorCode: 'overlap' },
      ]);
      const [run] = await schedules.runs(schedule);
      await engine.run(run?.deploymentId ?? '');
      await schedules.again(schedule);
      await schedules.settle(worker);
      expect((await schedules.runs(schedule)).at(-1)).toMatchObject({ status: 'succeeded' });
    });
  });

  describe('whoever answers for it', () => {
    const nobody: Record<string, (agent: Agent) => Promise<unknown>> = {
      'has left the workspace': ({ workspaceId }) =>
        schedules.manager.delete(WorkspaceMember, { workspaceId }),
      'may only look by now': ({ workspaceId }) =>
        schedules.manager.update(WorkspaceMember, { workspaceId }, { role: 'viewer' }),
      'has a disabled account': () =>
        schedules.manager.update(User, { id: ACTOR.id ?? '' }, { disabledAt: new Date() }),
    };

    it.each(Object.keys(nobody))('%s: nothing is done, and it is switched off', async (what) => {
      const agent = await schedules.agent();
      const made = [await schedules.schedule(agent), await schedules.prompting(agent)];
      await nobody[what]?.(agent);
      await schedules.settle(schedules.worker());
      for (const schedule of made) {
        expect(await schedules.runs(schedule)).toMatchObject([{ status: 'failed', errorCode: 'forbidden' }]);
        expect(await row(schedule)).toMatchObject({ enabled: false, nextRunAt: null });
        expect((await row(schedule)).disabledReason).toContain('may not do this any more');
      }
      expect(schedules.turn.asked).toEqual([]);
      expect(schedules.handedOver).toEqual([]);
      const audited = await schedules.manager.findBy(AuditEntry, { action: 'schedule.disable' });
      expect(audited.map(({ resourceId }) => resourceId)).toEqual(
        expect.arrayContaining(made.map(({ id }) => id)),
      );
    });

    it('is nobody when the account is gone', async () => {
      const agent = await schedules.agent();
      const schedule = await schedules.prompting(agent, { responsibleId: null });
      await schedules.settle(schedules.worker());
      expect(await schedules.runs(schedule)).toMatchObject([{ status: 'failed', errorCode: 'forbidden' }]);
    });

    it('does not lose the schedule by a run that somebody else began by hand', async () => {
      const agent = await schedules.agent();
      const schedule = await schedules.prompting(agent, { nextRunAt: new Date(Date.now() + 3_600_000) });
      const run = schedules.manager.create(ScheduleRun, {
        ...{ scheduleId: schedule.id, agentId: agent.id, trigger: 'manual', dueAt: new Date() },
        ...{ action: 'prompt', prompt: 'x', responsibleId: null },
      });
      await schedules.manager.insert(ScheduleRun, run);
      await schedules.settle(schedules.worker());
      expect(await schedules.runs(schedule)).toMatchObject([{ status: 'failed', errorCode: 'forbidden' }]);
      expect(await row(schedule)).toMatchObject({ enabled: true });
    });
  });
});

async function until(passes: () => boolean): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!passes()) {
    if (Date.now() > deadline) throw new Error('it did not come to that');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
