import { createTestDatabase, type TestDatabase } from '@nora/testing';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../data-source';
import { LedgerHarness, callOf, endOf } from '../testing/ledger-harness';
import { StoreGate } from '../testing/store-gate';
import type { CallRequest } from './ledger-types';
import type { ModelLedger } from './model-ledger';

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Connections may have been ended without their pool's knowing yet. */
async function again(act: () => Promise<void>): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await act();
    } catch (error) {
      if (tries === 20) throw error;
    }
  }
}

describe('the ledger of models while PostgreSQL is in trouble', () => {
  let database: TestDatabase;
  let harness: LedgerHarness;
  let gate: StoreGate;
  let pool: DataSource;
  let ledger: ModelLedger;

  beforeEach(async () => {
    database = await createTestDatabase();
    harness = new LedgerHarness(database.dataSource);
    gate = await StoreGate.before(database.url);
    pool = await createDataSource(gate.url).initialize();
    ledger = harness.ledger(pool);
  });

  afterEach(async () => {
    gate.open();
    await harness.close();
    await pool.destroy();
    await gate.close();
    await database.drop();
  });

  /** A budget of a workspace with an agent, and calls of that agent. */
  async function budgeted(amount: string) {
    const workspaceId = await harness.workspace();
    const route = await harness.agent(workspaceId);
    const budgetId = await harness.budget({ workspaceId }, amount);
    return { route, budgetId };
  }

  it('admits nothing while it is away, says so at once, and books what has ended when it is back', async () => {
    const { route, budgetId } = await budgeted('1000');
    const calls = Array.from({ length: 50 }, () => callOf(route));
    await Promise.all(calls.map((call) => ledger.reserve(call)));
    gate.shut();
    const askedAt = Date.now();
    await expect(ledger.reserve(callOf(route))).rejects.toMatchObject({ code: 'service_unavailable' });
    expect(Date.now() - askedAt).toBeLessThan(1_000);
    await expect(ledger.cutNow(calls)).rejects.toThrow();
    for (const call of calls) ledger.settle(endOf(call));
    for (let i = 0; i < 100; i += 1) {
      const { choice, shape } = callOf(route);
      const refusal = { route, choice, shape, streamed: false, status: 503, errorCode: 'x', latencyMs: 1 };
      ledger.refused({ ...refusal, callId: callOf(route).callId });
    }
    await expect(ledger.flush()).rejects.toThrow();
    await sleep(3_000);
    // Of what could not be booked, and of what could not be looked after.
    expect(harness.faults.length).toBeLessThanOrEqual(2);
    gate.open();
    await ledger.flush();
    expect(await harness.count('model_calls', `outcome = 'succeeded'`)).toBe(50);
    expect(await harness.count('model_calls', `outcome = 'refused'`)).toBeLessThanOrEqual(22);
    expect(await harness.window(budgetId)).toMatchObject({ spent: '25.000000', reserved: '0.000000' });
    expect(await ledger.reserve(callOf(route))).toEqual({ is: 'admitted' });
  });

  it('tells a caller within five seconds, and gives back what was set aside for it afterwards', async () => {
    const { route, budgetId } = await budgeted('10');
    const first = callOf(route);
    await ledger.reserve(first);
    gate.deafen();
    const asked = [1, 2, 3].map(() => ledger.reserve(callOf(route)));
    const askedAt = Date.now();
    const answers = await Promise.allSettled(asked);
    expect(Date.now() - askedAt).toBeLessThan(6_000);
    for (const answer of answers) {
      expect(answer).toMatchObject({ status: 'rejected', reason: { code: 'service_unavailable' } });
    }
    expect(ledger.inHand).toBe(1);
    gate.open();
    for (let i = 0; i < 50 && (await harness.count('model_reservations')) < 4; i += 1) await sleep(20);
    await ledger.lookAfter();
    await ledger.flush();
    expect(await harness.window(budgetId)).toMatchObject({ spent: '0.000000', reserved: '1.000000' });
    ledger.settle(endOf(first));
    await ledger.flush();
    expect(await harness.window(budgetId)).toMatchObject({ spent: '0.500000', reserved: '0.000000' });
    expect(await harness.count('model_calls')).toBe(1);
  });

  it('loses and doubles nothing when connections are ended in the middle', async () => {
    const { route, budgetId } = await budgeted('100000');
    const other = harness.ledger(pool);
    let admitted = 0;
    let refused = 0;
    let over = false;
    const cutting = (async () => {
      while (!over) {
        await sleep(30);
        await database.dataSource.query(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
           WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
           ORDER BY state = 'active' DESC, random() LIMIT 2`,
        );
      }
    })();
    const call = async (by: ModelLedger): Promise<void> => {
      const request: CallRequest = callOf(route);
      try {
        expect((await by.reserve(request)).is).toBe('admitted');
        admitted += 1;
        by.settle(endOf(request));
      } catch (error) {
        expect(error).toMatchObject({ code: 'service_unavailable' });
        refused += 1;
      }
    };
    for (let round = 0; round < 400 && (admitted < 100 || refused < 10); round += 1) {
      await Promise.all(Array.from({ length: 10 }, (_, i) => call(i % 2 === 0 ? ledger : other)));
      await sleep(10);
    }
    over = true;
    await cutting;
    for (const each of [ledger, other]) {
      await again(() => each.lookAfter());
      await again(() => each.flush());
    }
    expect(admitted).toBeGreaterThanOrEqual(100);
    expect(refused).toBeGreaterThanOrEqual(10);
    expect(await harness.count('model_calls')).toBe(admitted);
    expect(await harness.count('model_reservations')).toBe(0);
    const spent = (admitted / 2).toFixed(6);
    expect(await harness.window(budgetId)).toMatchObject({ spent, reserved: '0.000000' });
    expect(await harness.count('model_usage_hours', `calls = ${admitted} AND cost_usd = ${spent}`)).toBe(1);
  });

  it('takes no odd end of a call for a reason not to book the others', async () => {
    const { route, budgetId } = await budgeted('100');
    const calls = Array.from({ length: 7 }, () => callOf(route));
    await Promise.all(calls.map((call) => ledger.reserve(call)));
    const [absurd, negative, text, huge, ...rest] = calls;
    ledger.settle(endOf(absurd!, { costUsd: 'NaN' }));
    ledger.settle(endOf(negative!, { costUsd: '-5', inputTokens: -7 }));
    const attempt = { ...text!.choice, status: 500, error: '\0\uD800', ms: 1 };
    ledger.settle(endOf(text!, { errorCode: 'a\0b\uDFFF', attempts: [attempt] }));
    ledger.settle(endOf(huge!, { status: 1e9 }));
    for (const call of rest) ledger.settle(endOf(call));
    await ledger.flush();
    expect(harness.faults).toHaveLength(1);
    expect(await harness.window(budgetId)).toMatchObject({ spent: '5.000000', reserved: '0.000000' });
    expect(await harness.count('model_calls', `outcome = 'succeeded'`)).toBe(6);
    expect(await harness.count('model_calls', `outcome = 'lost' AND id = '${huge!.callId}'`)).toBe(1);
    expect(await harness.count('model_calls', `error_code = 'ab\uFFFD'`)).toBe(1);
    await expect(ledger.reserve(callOf(route, { costUsd: 'Infinity' }))).rejects.toThrow(RangeError);
    await expect(ledger.reserve(callOf(route, { tokens: NaN }))).rejects.toThrow(RangeError);
  });

  it('ends with what it could not book left to others, at its ceiling', async () => {
    const { route, budgetId } = await budgeted('10');
    const call = callOf(route);
    await ledger.reserve(call);
    ledger.settle(endOf(call));
    gate.shut();
    await expect(ledger.close()).rejects.toThrow();
    await expect(ledger.reserve(callOf(route))).rejects.toMatchObject({ code: 'service_unavailable' });
    gate.open();
    await database.dataSource.query(
      `UPDATE model_gateway_holders SET seen_at = now() - interval '16 seconds'`,
    );
    await harness.ledger().lookAfter();
    expect(await harness.window(budgetId)).toMatchObject({ spent: '1.000000', reserved: '0.000000' });
  });
});
