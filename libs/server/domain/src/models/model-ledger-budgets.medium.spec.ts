import { createTestDatabase, type TestDatabase } from '@nora/testing';
import { createDataSource } from '../data-source';
import { Budget, BudgetWindow, EventRecord } from '../entities';
import { LedgerHarness, callOf, endOf } from '../testing/ledger-harness';
import type { Admission } from './ledger-types';
import type { ModelLedger } from './model-ledger';
import type { ModelRoute } from './model-routes';

describe('budgets that change while calls are under way', () => {
  let database: TestDatabase;
  let harness: LedgerHarness;
  let ledger: ModelLedger;
  let workspaceId: string;
  let route: ModelRoute;

  beforeEach(async () => {
    database = await createTestDatabase();
    harness = new LedgerHarness(database.dataSource);
    ledger = harness.ledger();
    workspaceId = await harness.workspace({ timeZone: 'Europe/Berlin' });
    route = await harness.agent(workspaceId);
  });

  afterEach(async () => {
    await harness.close();
    await database.drop();
    expect(harness.faults).toEqual([]);
  });

  const change = (id: string, facts: Partial<Budget>) =>
    database.dataSource.manager.update(Budget, id, facts);

  async function spend(costUsd: string): Promise<Admission['is']> {
    const call = callOf(route, { costUsd });
    const { is } = await ledger.reserve(call);
    ledger.settle(endOf(call, { costUsd }));
    await ledger.flush();
    return is;
  }

  const windows = (budgetId: string) =>
    database.dataSource.manager.find(BudgetWindow, { where: { budgetId }, order: { startsAt: 'ASC' } });

  const told = async (type: string) => {
    const events = await database.dataSource.manager.find(EventRecord, { order: { sequence: 'ASC' } });
    return events.filter((event) => event.type === type).map(({ payload }) => payload as unknown);
  };

  /** Lets its present period have been an hour ago, as if the clock had gone on. */
  const passHour = (budgetId: string) =>
    database.dataSource.query(
      `UPDATE budget_windows SET starts_at = starts_at - interval '1 hour', ends_at = ends_at - interval '1 hour'
       WHERE budget_id = $1`,
      [budgetId],
    );

  it('is used up at once when it is lowered below what is spent, and calls under way are still booked', async () => {
    const id = await harness.budget({ workspaceId }, '10');
    const [first, second] = [callOf(route), callOf(route)];
    await Promise.all([ledger.reserve(first), ledger.reserve(second)]);
    ledger.settle(endOf(first, { costUsd: '0.9' }));
    await ledger.flush();
    await change(id, { amount: '0.5' });
    expect(await ledger.reserve(callOf(route, { costUsd: '0' }))).toMatchObject({
      ...{ is: 'exhausted', momentary: false },
      budget: { amount: '0.500000', spent: '0.900000', reserved: '1.000000' },
    });
    ledger.settle(endOf(second, { costUsd: '1' }));
    await ledger.flush();
    expect(await harness.window(id)).toMatchObject({ spent: '1.900000', reserved: '0.000000', told: 100 });
    await change(id, { amount: '3' });
    expect(await spend('1')).toBe('admitted');
  });

  it('begins another period with calls of the last one under way, which are booked where they were admitted', async () => {
    const id = await harness.budget({ workspaceId }, '1', { period: 'hour', action: 'pause' });
    const call = callOf(route);
    await ledger.reserve(call);
    expect(await ledger.reserve(callOf(route))).toMatchObject({ is: 'exhausted', momentary: true });
    await passHour(id);
    const next = callOf(route);
    expect(await ledger.reserve(next)).toEqual({ is: 'admitted' });
    ledger.settle(endOf(call, { costUsd: '1' }));
    await ledger.flush();
    // It fills a period that is over: nobody is stopped, or told, for that.
    expect(await told('budget.exhausted')).toEqual([]);
    expect(await harness.count('model_stops')).toBe(0);
    ledger.release(next.callId);
    await ledger.flush();
    expect(await windows(id)).toMatchObject([
      { spent: '1.000000', reserved: '0.000000' },
      { spent: '0.000000', reserved: '0.000000' },
    ]);
  });

  it('stops models until its period ends and no longer, whether or not anybody looks', async () => {
    const id = await harness.budget({ workspaceId, agentId: route.agentId }, '1', {
      ...{ period: 'hour', action: 'pause' },
    });
    expect(await spend('1')).toBe('admitted');
    const [{ endsAt }] = (await windows(id)) as [BudgetWindow];
    expect(await ledger.reserve(callOf(route))).toMatchObject({
      ...{ is: 'stopped', stop: { scope: 'agent', kind: 'budget', until: endsAt } },
    });
    await passHour(id);
    await database.dataSource.query(`UPDATE model_stops SET until = until - interval '1 hour'`);
    expect(await spend('0.4')).toBe('admitted');
    expect(await told('models.resumed')).toEqual([]);
    await Promise.all([ledger, harness.ledger(), harness.ledger()].map((each) => each.lookAfter()));
    expect(await told('models.resumed')).toMatchObject([{ scope: 'agent', kind: 'budget' }]);
    expect(await harness.count('model_stops')).toBe(0);
    expect(await spend('0.6')).toBe('admitted');
    expect((await ledger.reserve(callOf(route))).is).toBe('stopped');
    expect(await told('models.stopped')).toHaveLength(2);
    expect(await told('budget.exhausted')).toHaveLength(2);
  });

  it('of another period, switched off, or deleted holds nobody up, and takes what was set aside with it', async () => {
    const [other, off, gone] = [
      await harness.budget({ workspaceId }, '1', { period: 'hour' }),
      await harness.budget({ workspaceId }, '1'),
      await harness.budget({ workspaceId }, '1'),
    ];
    const call = callOf(route);
    await ledger.reserve(call);
    expect((await ledger.reserve(callOf(route))).is).toBe('exhausted');
    await change(other, { period: 'total' });
    await change(off, { enabled: false });
    await database.dataSource.manager.delete(Budget, { id: gone });
    const second = callOf(route);
    expect(await ledger.reserve(second)).toEqual({ is: 'admitted' });
    ledger.settle(endOf(call));
    ledger.settle(endOf(second));
    await ledger.flush();
    expect(await windows(other)).toMatchObject([
      { spent: '0.500000', reserved: '0.000000' },
      { endsAt: null, spent: '0.500000', reserved: '0.000000' },
    ]);
    // What was admitted while it was off is not of it.
    expect(await windows(off)).toMatchObject([{ spent: '0.500000', reserved: '0.000000' }]);
    expect(await windows(gone)).toEqual([]);
    await change(off, { enabled: true });
    expect((await ledger.reserve(callOf(route, { costUsd: '0.6' }))).is).toBe('exhausted');
    expect((await ledger.reserve(callOf(route, { costUsd: '0.5' }))).is).toBe('admitted');
  });

  it('tells of every threshold and of the end once, also when many calls reach them together', async () => {
    const id = await harness.budget({ workspaceId }, '10');
    await change(id, { thresholds: [25, 50, 80] });
    const ledgers = [ledger, harness.ledger(), harness.ledger()];
    const calls = Array.from({ length: 10 }, () => callOf(route));
    await Promise.all(calls.map((call, i) => ledgers[i % 3]!.reserve(call)));
    calls.forEach((call, i) => ledgers[i % 3]!.settle(endOf(call, { costUsd: '1' })));
    await Promise.all(ledgers.map((each) => each.flush()));
    await Promise.all([1, 2, 3, 4, 5].map((i) => ledgers[i % 3]!.reserve(callOf(route))));
    const reached = (await told('budget.threshold-reached')) as { threshold: number }[];
    expect(reached.map(({ threshold }) => threshold)).toEqual([25, 50, 80]);
    expect(await told('budget.exhausted')).toMatchObject([{ budgetId: id, threshold: 100 }]);
  });

  it('never waits in a circle, with thirty budgets for each call and all of them changed meanwhile', async () => {
    const pools = await Promise.all([1, 2].map(() => createDataSource(database.url).initialize()));
    try {
      const routes = [route, await harness.agent(workspaceId), await harness.agent(workspaceId)];
      const ids: string[] = [];
      for (let i = 0; i < 10; i += 1) {
        for (const { agentId } of routes) ids.push(await harness.budget({ workspaceId, agentId }, '1000'));
        ids.push(await harness.budget({}, '1000', { period: 'month' }));
        ids.push(await harness.budget({ workspaceId }, '100000', { unit: 'tokens', period: 'hour' }));
      }
      const ledgers = pools.map((pool) => harness.ledger(pool));
      let over = false;
      const others = (async () => {
        for (let i = 0; !over; i += 1) {
          await change(ids[i % ids.length]!, { name: `B${i}` });
          await ledgers[i % 2]!.lookAfter();
        }
      })();
      await Promise.all(
        Array.from({ length: 150 }, async (_, i) => {
          const call = callOf(routes[i % 3]!, { tokens: 10 });
          expect(await ledgers[i % 2]!.reserve(call)).toEqual({ is: 'admitted' });
          ledgers[i % 2]!.settle(endOf(call));
        }),
      );
      await Promise.all(ledgers.map((each) => each.flush()));
      over = true;
      await others;
      expect(harness.faults).toEqual([]);
      expect(await harness.count('budget_windows', 'reserved <> 0')).toBe(0);
      expect(await harness.count('model_calls')).toBe(150);
      // 50 calls of each agent at half a dollar, which all ten of the installation see together.
      expect(await harness.count('budget_windows', 'spent = 25')).toBe(30);
      expect(await harness.count('budget_windows', 'spent = 75')).toBe(10);
    } finally {
      await harness.close();
      await Promise.all(pools.map((pool) => pool.destroy()));
    }
  });
});
