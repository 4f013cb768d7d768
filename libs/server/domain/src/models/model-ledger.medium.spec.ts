import { randomUUID } from 'node:crypto';
import { createTestDatabase, type TestDatabase } from '@nora/testing';
import { createDataSource } from '../data-source';
import { Transactions } from '../transactions';
import { WORKER_ACTOR } from '../audit/audit';
import { AgentCredential, AgentModel } from '../entities';
import { LedgerHarness, callOf, endOf } from '../testing/ledger-harness';
import { ModelRoutes } from './model-routes';
import { resumeModels, stopModels } from './model-stops';

describe('the ledger of models', () => {
  let database: TestDatabase;
  let harness: LedgerHarness;

  beforeEach(async () => {
    database = await createTestDatabase();
    harness = new LedgerHarness(database.dataSource);
  });

  afterEach(async () => {
    await harness.close();
    await database.drop();
    expect(harness.faults).toEqual([]);
  });

  it('admits 20 of 200 calls at once where there is room for 20, over several processes', async () => {
    const pools = await Promise.all([1, 2, 3].map(() => createDataSource(database.url).initialize()));
    try {
      const workspaceId = await harness.workspace();
      const route = await harness.agent(workspaceId);
      const budgetId = await harness.budget({ workspaceId }, '20');
      const ledgers = pools.map((pool) => harness.ledger(pool));
      const answers = await Promise.all(
        Array.from({ length: 200 }, (_, i) => ledgers[i % 3]!.reserve(callOf(route))),
      );
      expect(answers.filter(({ is }) => is === 'admitted')).toHaveLength(20);
      expect(answers.filter(({ is }) => is === 'exhausted')).toHaveLength(180);
      expect(await harness.window(budgetId)).toMatchObject({ spent: '0.000000', reserved: '20.000000' });
      expect(await harness.count('model_reservations')).toBe(20);
    } finally {
      await harness.close();
      await Promise.all(pools.map((pool) => pool.destroy()));
    }
  });

  it('has room again for what calls did not take, and says that it will', async () => {
    const workspaceId = await harness.workspace();
    const route = await harness.agent(workspaceId);
    const budgetId = await harness.budget({ workspaceId }, '1', { action: 'pause' });
    const ledger = harness.ledger();
    const first = callOf(route, { costUsd: '0.8' });
    expect(await ledger.reserve(first)).toEqual({ is: 'admitted' });
    const second = callOf(route, { costUsd: '0.5' });
    expect(await ledger.reserve(second)).toMatchObject({ is: 'exhausted', momentary: true, paused: false });
    expect(await harness.count('events', `type = 'budget.exhausted'`)).toBe(0);
    ledger.settle(endOf(first, { costUsd: '0.100001' }));
    await ledger.flush();
    expect(await harness.window(budgetId)).toMatchObject({ spent: '0.100001', reserved: '0.000000' });
    expect(await ledger.reserve(second)).toEqual({ is: 'admitted' });
    ledger.release(second.callId);
    await ledger.flush();
    expect(await harness.window(budgetId)).toMatchObject({ spent: '0.100001', reserved: '0.000000' });
    expect(await harness.count('model_calls')).toBe(1);
  });

  it('books a call once: its row, both sums and the budget agree', async () => {
    const workspaceId = await harness.workspace();
    const route = await harness.agent(workspaceId);
    const tokens = await harness.budget({ workspaceId, agentId: route.agentId }, '5000', { unit: 'tokens' });
    const ledger = harness.ledger();
    const calls = Array.from({ length: 5 }, () => callOf(route));
    await Promise.all(calls.map((call) => ledger.reserve(call)));
    for (const call of [...calls, ...calls]) ledger.settle(endOf(call));
    await ledger.flush();
    expect(await harness.window(tokens)).toMatchObject({ spent: '2500.000000', reserved: '0.000000' });
    expect(await harness.count('model_reservations')).toBe(0);
    expect(await harness.count('model_calls')).toBe(5);
    const sums = {
      ...{
        calls: '5',
        failed: '0',
        refused: '0',
        unpriced: '0',
        input_tokens: '1500',
        output_tokens: '1000',
      },
      ...{ cached_input_tokens: '500', reasoning_tokens: '250', cost_usd: '2.500000' },
    };
    for (const table of ['model_usage_hours', 'model_usage_days']) {
      expect(await database.dataSource.query(`SELECT * FROM ${table}`)).toEqual([
        expect.objectContaining(sums),
      ]);
    }
  });

  it('wants every budget to agree, and never waits in a circle', async () => {
    const workspaceId = await harness.workspace();
    const routes = await Promise.all([1, 2, 3, 4].map(() => harness.agent(workspaceId)));
    const wide = [await harness.budget({}, '1000'), await harness.budget({ workspaceId }, '12')];
    for (const { agentId } of routes) wide.push(await harness.budget({ workspaceId, agentId }, '1000'));
    const ledger = harness.ledger();
    const other = harness.ledger();
    let admitted = 0;
    await Promise.all(
      Array.from({ length: 120 }, async (_, i) => {
        const call = callOf(routes[i % 4]!);
        const by = i % 2 === 0 ? ledger : other;
        if ((await by.reserve(call)).is !== 'admitted') return;
        admitted += 1;
        by.settle(endOf(call, { costUsd: '1' }));
      }),
    );
    await Promise.all([ledger.flush(), other.flush()]);
    expect(admitted).toBe(12);
    expect(await harness.window(wide[0]!)).toMatchObject({ spent: '12.000000', reserved: '0.000000' });
    expect(await harness.window(wide[1]!)).toMatchObject({ spent: '12.000000', reserved: '0.000000' });
  });

  it('tells of thresholds and of the end once, and stops the agent when the budget says so', async () => {
    const workspaceId = await harness.workspace();
    const route = await harness.agent(workspaceId);
    await harness.budget({ workspaceId, agentId: route.agentId }, '10', { action: 'pause' });
    const ledger = harness.ledger();
    const spend = async (costUsd: string): Promise<string> => {
      const call = callOf(route, { costUsd });
      const { is } = await ledger.reserve(call);
      ledger.settle(endOf(call, { costUsd }));
      await ledger.flush();
      return is;
    };
    for (let i = 0; i < 9; i += 1) expect(await spend('1')).toBe('admitted');
    expect(await harness.count('events', `type = 'budget.threshold-reached'`)).toBe(1);
    const answers = await Promise.all(
      [1, 2, 3, 4].map(() => ledger.reserve(callOf(route, { costUsd: '2' }))),
    );
    expect(answers.map(({ is }) => is).sort()[0]).toBe('exhausted');
    expect(await ledger.reserve(callOf(route))).toMatchObject({ is: 'stopped', stop: { kind: 'budget' } });
    expect(await harness.count('events', `type = 'budget.exhausted'`)).toBe(1);
    expect(await harness.count('events', `type = 'models.stopped'`)).toBe(1);
    expect(await harness.count('model_stops', 'until > now()')).toBe(1);
  });

  it('proves with each call what was looked up', async () => {
    const workspaceId = await harness.workspace();
    const [route, deleted] = [await harness.agent(workspaceId), await harness.agent(workspaceId)];
    const ledger = harness.ledger();
    expect(await ledger.reserve(callOf({ ...route, keyHash: deleted.keyHash }))).toEqual({ is: 'stale' });
    expect(await ledger.reserve(callOf({ ...route, revision: 7 }))).toEqual({ is: 'stale' });
    const choice = { providerId: randomUUID(), kind: 'openai', model: 'x' } as const;
    expect(await ledger.reserve(callOf(route, { choice }))).toEqual({ is: 'stale' });
    await database.dataSource.query(`UPDATE agents SET status = 'deleted' WHERE id = $1`, [deleted.agentId]);
    expect(await ledger.reserve(callOf(deleted))).toEqual({ is: 'stale' });
    expect(ledger.inHand).toBe(0);
  });

  it('takes a rotated key for another, and one that is only stored anew for the same', async () => {
    const workspaceId = await harness.workspace();
    const [rotated, restored] = [await harness.agent(workspaceId), await harness.agent(workspaceId)];
    const ledger = harness.ledger();
    const calls = [callOf(rotated), callOf(restored)] as const;
    await Promise.all(calls.map((call) => ledger.reserve(call)));
    const { manager } = database.dataSource;
    for (const { agentId } of [rotated, restored]) {
      await manager.update(AgentCredential, { agentId }, { modelKeyHash: `new-${agentId}` });
    }
    await manager.increment(AgentModel, { agentId: rotated.agentId }, 'revision', 1);
    for (const route of [rotated, restored]) {
      expect(await ledger.reserve(callOf(route))).toEqual({ is: 'stale' });
      expect(await new ModelRoutes(database.dataSource).find([route.keyHash])).toBeNull();
    }
    expect(await ledger.cutNow(calls)).toEqual([calls[0].callId]);
    const found = await new ModelRoutes(database.dataSource).find(['x', `new-${restored.agentId}`]);
    expect(found).toEqual({ ...restored, keyHash: `new-${restored.agentId}` });
    expect(await ledger.reserve(callOf(found!))).toEqual({ is: 'admitted' });
  });

  it.each(['agent', 'workspace', 'installation'] as const)(
    'admits nothing and cuts what is under way while the models of the %s are stopped',
    async (scope) => {
      const workspaceId = await harness.workspace();
      const route = await harness.agent(workspaceId);
      const elsewhere = await harness.agent(await harness.workspace());
      const ledger = harness.ledger();
      const [call, foreign] = [callOf(route), callOf(elsewhere)];
      await Promise.all([ledger.reserve(call), ledger.reserve(foreign)]);
      expect(await ledger.cutNow([call, foreign])).toEqual([]);
      const transactions = new Transactions(database.dataSource, () => undefined);
      const target = { scope, workspaceId, agentId: route.agentId };
      const facts = { target, kind: 'kill', reason: 'Enough.', until: null, actor: WORKER_ACTOR } as const;
      await transactions.run((manager, events) => stopModels(manager, events, facts));
      await transactions.run((manager, events) => stopModels(manager, events, facts));
      const all = scope === 'installation';
      expect((await ledger.cutNow([call, foreign])).sort()).toEqual(
        (all ? [call.callId, foreign.callId] : [call.callId]).sort(),
      );
      expect(await ledger.reserve(callOf(route))).toMatchObject({
        is: 'stopped',
        stop: { scope, until: null },
      });
      expect((await ledger.reserve(callOf(elsewhere))).is).toBe(all ? 'stopped' : 'admitted');
      await transactions.run((manager, events) =>
        resumeModels(manager, events, { target, actor: WORKER_ACTOR }),
      );
      expect(await ledger.reserve(callOf(route))).toEqual({ is: 'admitted' });
      expect(await harness.count('audit_entries', `action IN ('models.stop', 'models.resume')`)).toBe(3);
    },
  );

  it('books the calls of a process that died, once, and puts right what it knows after all', async () => {
    const workspaceId = await harness.workspace();
    const route = await harness.agent(workspaceId);
    const budgetId = await harness.budget({ workspaceId }, '10');
    const [silent, ...finders] = [harness.ledger(), harness.ledger(), harness.ledger()];
    const call = callOf(route);
    await silent.reserve(call);
    await database.dataSource.query(
      `UPDATE model_gateway_holders SET seen_at = now() - interval '16 seconds' WHERE id = $1`,
      [silent.holderId],
    );
    await Promise.all(finders.map((ledger) => ledger.lookAfter()));
    expect(await harness.window(budgetId)).toMatchObject({ spent: '1.000000', reserved: '0.000000' });
    expect(await harness.count('model_calls', `outcome = 'lost' AND cost_usd = 1`)).toBe(1);
    silent.settle(endOf(call));
    await silent.flush();
    expect(await harness.window(budgetId)).toMatchObject({ spent: '0.500000', reserved: '0.000000' });
    expect(await harness.count('model_calls', `outcome = 'succeeded' AND cost_usd = 0.5`)).toBe(1);
    expect(
      await harness.count(
        'model_usage_hours',
        'calls = 1 AND failed = 0 AND cost_usd = 0.5 AND output_tokens = 200',
      ),
    ).toBe(1);
  });
});
