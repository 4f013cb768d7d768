import { randomUUID } from 'node:crypto';
import {
  Agent,
  EventRecord,
  IdempotencyKey,
  OauthAttempt,
  OneTimeToken,
  Schedule,
  ScheduleRun,
  Session,
  User,
  Workspace,
} from '@nora/domain';
import { createLogger } from '@nora/observability';
import { createTestDatabase, type TestDatabase } from '@nora/testing';
import type { DataSource } from 'typeorm';
import { RetentionService } from './retention.service';

const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000);

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

    const settings = { eventDays: 14, scheduleRunDays: 90, sessionDays: 30 };
    const service = new RetentionService(dataSource, settings, createLogger('test', 'silent'));
    const pruned = { events: 1, sessions: 2, repeatableCalls: 1, oneTimeTokens: 1, oauthAttempts: 1 };
    expect(await service.prune()).toEqual({ ...pruned, scheduleRuns: 1 });

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
    expect(await service.prune()).toEqual({ ...nothing, scheduleRuns: 0 });
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
