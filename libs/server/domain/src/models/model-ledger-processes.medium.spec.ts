import { createTestDatabase, type TestDatabase } from '@nora/testing';
import { LedgerHarness } from '../testing/ledger-harness';
import { LedgerProcess, buildLedgerProcess } from '../testing/ledger-process';

describe('the ledger of models in several processes', () => {
  let database: TestDatabase;
  let harness: LedgerHarness;
  let program: { file: string; remove: () => void };
  let processes: LedgerProcess[] = [];

  beforeAll(async () => {
    program = await buildLedgerProcess();
  });

  afterAll(() => program.remove());

  beforeEach(async () => {
    database = await createTestDatabase();
    harness = new LedgerHarness(database.dataSource);
  });

  afterEach(async () => {
    await Promise.all(processes.splice(0).map((each) => each.kill()));
    await harness.close();
    await database.drop();
    expect(harness.faults).toEqual([]);
  });

  async function start(count: number): Promise<LedgerProcess[]> {
    const started = Array.from({ length: count }, () => LedgerProcess.start(program.file, database.url));
    processes = await Promise.all(started);
    return [...processes];
  }

  async function budgeted(amount: string) {
    const workspaceId = await harness.workspace();
    const route = await harness.agent(workspaceId);
    return { route, keyHash: route.keyHash, budgetId: await harness.budget({ workspaceId }, amount) };
  }

  /** Makes as if those that do not live had been silent for long. */
  const silence = () =>
    database.dataSource.query(`UPDATE model_gateway_holders SET seen_at = now() - interval '16 seconds'`);

  it('never admits more than there is room for, however many ask, and whoever of them dies', async () => {
    const { keyHash, budgetId } = await budgeted('20');
    const [dying, ...living] = await start(3);
    const asking = living.map((each) => each.order({ keyHash, reserve: 80 }));
    const cut = dying!.order({ keyHash, reserve: 40 }).catch(() => []);
    for (let i = 0; i < 200 && (await harness.count('model_reservations')) === 0; i += 1) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await dying!.kill();
    const known = (await Promise.all(asking)).flat();
    await cut;
    const admitted = known.filter((is) => is === 'admitted').length;
    const window = await harness.window(budgetId);
    // Nobody gives back what the one that died had, before it is known to be dead.
    expect(window.reserved).toBe('20.000000');
    expect(await harness.count('model_reservations')).toBe(20);
    expect(admitted).toBeLessThanOrEqual(20);
    expect(known.filter((is) => is !== 'admitted' && is !== 'exhausted')).toEqual([]);
    await Promise.all(living.map((each) => each.order({ keyHash, settle: 80, flush: true })));
    await silence();
    await harness.ledger().lookAfter();
    const lost = 20 - admitted;
    expect(await harness.count('model_calls', `outcome = 'lost'`)).toBe(lost);
    expect(await harness.count('model_calls', `outcome = 'succeeded'`)).toBe(admitted);
    const spent = (lost + admitted / 2).toFixed(6);
    expect(await harness.window(budgetId)).toMatchObject({ spent, reserved: '0.000000' });
  });

  it('books what a killed process had in hand once, at its ceiling, and what it had booked as it was', async () => {
    const { keyHash, budgetId } = await budgeted('100');
    const [killed] = await start(1);
    expect(await killed!.order({ keyHash, reserve: 10 })).toEqual(Array(10).fill('admitted'));
    await killed!.order({ keyHash, settle: 4, flush: true });
    // Over, but not booked yet when the process dies: nobody else knows how these two ended.
    await killed!.order({ keyHash, settle: 2 });
    await killed!.kill();
    const booked = await harness.count('model_calls');
    const finders = [harness.ledger(), harness.ledger(), harness.ledger()];
    await Promise.all(finders.map((each) => each.lookAfter()));
    expect(await harness.count('model_calls')).toBe(booked);
    await silence();
    await Promise.all([...finders, ...finders].map((each) => each.lookAfter()));
    expect(await harness.count('model_calls', `outcome = 'succeeded'`)).toBe(booked);
    expect(await harness.count('model_calls', `outcome = 'lost' AND cost_usd = 1`)).toBe(10 - booked);
    expect(await harness.count('model_reservations')).toBe(0);
    const spent = (booked / 2 + 10 - booked).toFixed(6);
    expect(await harness.window(budgetId)).toMatchObject({ spent, reserved: '0.000000' });
    expect(await harness.count('model_usage_hours', `calls = 10 AND failed = ${10 - booked}`)).toBe(1);
    expect(await harness.count('model_usage_days', `cost_usd = ${spent}`)).toBe(1);
  });

  it('forgets a process that died with nothing in hand, and one that ended', async () => {
    const { keyHash } = await budgeted('100');
    const [killed] = await start(1);
    await killed!.order({ keyHash, reserve: 1, settle: 1, flush: true });
    await killed!.kill();
    const ended = harness.ledger();
    await ended.start();
    expect(await harness.count('model_gateway_holders')).toBe(2);
    await ended.close();
    await database.dataSource.query(
      `UPDATE model_gateway_holders SET seen_at = now() - interval '61 seconds'`,
    );
    const living = harness.ledger();
    await living.lookAfter();
    expect(await harness.count('model_gateway_holders', `id = '${living.holderId}'`)).toBe(1);
    expect(await harness.count('model_gateway_holders')).toBe(1);
  });
});
