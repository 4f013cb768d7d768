import { randomUUID } from 'node:crypto';
import {
  Agent,
  Budget,
  BudgetWindow,
  EventRecord,
  IdempotencyKey,
  OauthAttempt,
  OneTimeToken,
  Schedule,
  ScheduleRun,
  Session,
  User,
  Workspace,
  maintainModelPartitions,
  writePlatformSettings,
} from '@nora/domain';
import { createLogger } from '@nora/observability';
import { createTestDatabase, type TestDatabase } from '@nora/testing';
import type { DataSource } from 'typeorm';
import { RetentionService } from './retention.service';

const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000);

const NO_MODELS = { modelCalls: 0, modelHours: 0, budgetPeriods: 0 };

describe('RetentionService', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase();
  });

  afterAll(() => database.drop());

  it('removes what is past its days and keeps the rest', async () => {
    const { dataSource } = database;
    const user = dataSource.manager.create(User, { email: 'a@example.org', name: 'A', passwordHash: 'x' });
    await dataSource.manager.insert(User, user);
    const session = (expiresAt: Date, revokedAt: Date | null) =>
      dataSource.manager.save(
        dataSource.manager.create(Session, { userId: user.id, lastUsedAt: new Date(), expiresAt, revokedAt }),
      );
    await session(daysAgo(31), null);
    await session(daysAgo(-10), daysAgo(40));
    const kept = [await session(daysAgo(29), null), await session(daysAgo(-10), null)];
    for (const createdAt of [daysAgo(15), daysAgo(13)]) {
      const event = { workspaceId: randomUUID(), type: 'agent.created' as const, payload: {}, createdAt };
      await dataSource.manager.insert(EventRecord, event);
    }
    for (const [key, createdAt] of [
      ['old', daysAgo(1.01)],
      ['young', daysAgo(0.99)],
    ] as const) {
      const call = { principalId: user.id, key, createdAt, fingerprint: 'x', ownerToken: randomUUID() };
      await dataSource.manager.insert(IdempotencyKey, { ...call, lockedUntil: createdAt });
    }
    for (const [name, expiresAt] of [
      ['old', daysAgo(7.01)],
      ['young', daysAgo(6.99)],
    ] as const) {
      const token = { userId: user.id, kind: 'password-reset' as const, tokenHash: name, expiresAt };
      await dataSource.manager.save(dataSource.manager.create(OneTimeToken, { ...token, usedAt: null }));
      const attempt = { provider: 'oidc', stateHash: name, browserHash: 'x', secrets: 'x', expiresAt };
      await dataSource.manager.save(dataSource.manager.create(OauthAttempt, { ...attempt, userId: null }));
    }
    const runs = await addScheduleRuns(dataSource, [daysAgo(91), daysAgo(89), null]);

    const days = { eventDays: 14, scheduleRunDays: 90, sessionDays: 30 };
    const settings = { ...days, modelCallDays: 90, modelHourDays: 400 };
    const service = new RetentionService(dataSource, settings, createLogger('test', 'silent'));
    const pruned = { events: 1, sessions: 2, repeatableCalls: 1, oneTimeTokens: 1, oauthAttempts: 1 };
    expect(await service.prune()).toEqual({ ...pruned, scheduleRuns: 1, ...NO_MODELS });

    const left = await dataSource.manager.find(Session);
    expect(left.map(({ id }) => id).sort()).toEqual(kept.map(({ id }) => id).sort());
    expect(await dataSource.manager.count(EventRecord)).toBe(1);
    const calls = await dataSource.manager.find(IdempotencyKey);
    expect(calls.map(({ key }) => key)).toEqual(['young']);
    const tokens = await dataSource.manager.find(OneTimeToken);
    expect(tokens.map(({ tokenHash }) => tokenHash)).toEqual(['young']);
    const attempts = await dataSource.manager.find(OauthAttempt);
    expect(attempts.map(({ stateHash }) => stateHash)).toEqual(['young']);
    const leftRuns = await dataSource.manager.find(ScheduleRun, { order: { id: 'ASC' } });
    expect(leftRuns.map(({ id }) => id)).toEqual(runs.slice(1));
    const nothing = { events: 0, sessions: 0, repeatableCalls: 0, oneTimeTokens: 0, oauthAttempts: 0 };
    expect(await service.prune()).toEqual({ ...nothing, scheduleRuns: 0, ...NO_MODELS });
  });

  it('keeps things for as long as an administrator has set, from the next pass on', async () => {
    const { dataSource } = database;
    const days = {
      eventDays: 14,
      scheduleRunDays: 90,
      sessionDays: 30,
      modelCallDays: 90,
      modelHourDays: 400,
    };
    const service = new RetentionService(dataSource, days, createLogger('test', 'silent'));
    const createdAt = daysAgo(20);
    const event = { workspaceId: randomUUID(), type: 'agent.created' as const, payload: {}, createdAt };
    await dataSource.manager.insert(EventRecord, event);
    const set = (revision: number, eventDays: number) =>
      writePlatformSettings(dataSource.manager, revision, { eventDays });
    expect(await set(0, 30)).toBe(true);
    expect(await service.prune()).toMatchObject({ events: 0 });
    expect(await set(0, 5)).toBe(false);
    // Another release, or somebody by hand, has written what nobody may set: the environment holds.
    expect(await set(1, -1)).toBe(true);
    expect(await service.prune()).toMatchObject({ events: 1 });
  });

  it('drops days of single calls of models, and hours and periods of budgets that are past; sums of days stay', async () => {
    const { dataSource } = database;
    const [young, old] = [daysAgo(88), daysAgo(92)];
    await maintainModelPartitions(dataSource, young, null);
    await maintainModelPartitions(dataSource, old, null);
    for (const at of [young, old]) await addModelCall(dataSource, at);
    for (const at of [daysAgo(399), daysAgo(401)]) await addModelHour(dataSource, at);
    const budget = dataSource.manager.create(Budget, {
      ...{ workspaceId: null, agentId: null, name: 'B', unit: 'usd', amount: '1', period: 'hour' },
    });
    await dataSource.manager.insert(Budget, budget);
    for (const endsAt of [daysAgo(399), daysAgo(401), null]) {
      const startsAt = endsAt ? new Date(endsAt.getTime() - 3_600_000) : daysAgo(500);
      await dataSource.manager.insert(BudgetWindow, { budgetId: budget.id, startsAt, endsAt });
    }
    const days = { eventDays: 14, scheduleRunDays: 90, sessionDays: 30 };
    const settings = { ...days, modelCallDays: 90, modelHourDays: 400 };
    const service = new RetentionService(dataSource, settings, createLogger('test', 'silent'));
    expect(await service.prune()).toMatchObject({ modelHours: 1, budgetPeriods: 1 });
    const left = await dataSource.query<{ at: Date }[]>('SELECT at FROM model_calls');
    expect(left.map(({ at }) => at)).toEqual([young]);
    expect(await dataSource.query('SELECT 1 FROM model_usage_hours')).toHaveLength(1);
    expect(await dataSource.query('SELECT 1 FROM model_usage_days')).toHaveLength(2);
    expect(await dataSource.manager.count(BudgetWindow)).toBe(2);
    await service.prune();
    await addModelCall(dataSource, new Date());
  });
});

/** Runs of a schedule, ended when they are told or not yet. @returns their ids */
async function addScheduleRuns({ manager }: DataSource, ends: (Date | null)[]): Promise<string[]> {
  const workspace = await manager.save(
    manager.create(Workspace, { name: 'W', slug: 'w', createdById: null }),
  );
  const agent = manager.create(Agent, {
    ...{
      workspaceId: workspace.id,
      name: 'A',
      slug: 'a',
      runtimeFamily: 'openclaw',
      deployTarget: 'process',
    },
    ...{ sandboxProfile: 'standard', provider: 'demo', vcpu: 1, ramMb: 512, desiredState: 'stopped' },
    status: 'stopped',
  });
  await manager.insert(Agent, agent);
  const of = { agentId: agent.id, action: 'stop' } as const;
  const schedule = manager.create(Schedule, {
    ...{ ...of, workspaceId: workspace.id, name: 'S', cron: '* * * * *', timeZone: 'UTC' },
    ...{ enabled: false, overlap: 'skip' },
  });
  await manager.insert(Schedule, schedule);
  const runs = ends.map((finishedAt) => {
    const facts = { scheduleId: schedule.id, trigger: 'manual', dueAt: new Date(), finishedAt } as const;
    return manager.create(ScheduleRun, { ...of, ...facts, status: finishedAt ? 'succeeded' : 'queued' });
  });
  for (const run of runs) await manager.insert(ScheduleRun, run);
  return runs.map(({ id }) => id);
}

async function addModelCall(dataSource: DataSource, at: Date): Promise<void> {
  const facts = `gen_random_uuid(), 'demo', 'm', 'openai-chat', false, 'succeeded', 1, 'free'`;
  await dataSource.query(
    `INSERT INTO model_calls (id, at, workspace_id, agent_id, provider_kind, model, shape, streamed, outcome,
       latency_ms, price_source) VALUES (gen_random_uuid(), $1, gen_random_uuid(), ${facts})`,
    [at],
  );
}

async function addModelHour(dataSource: DataSource, at: Date): Promise<void> {
  const facts = `gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 'openai', 'm'`;
  const columns = 'workspace_id, agent_id, provider_id, provider_kind, model';
  await dataSource.query(`INSERT INTO model_usage_hours (hour, ${columns}) VALUES ($1, ${facts})`, [at]);
  await dataSource.query(`INSERT INTO model_usage_days (day, ${columns}) VALUES ($1, ${facts})`, [at]);
}
