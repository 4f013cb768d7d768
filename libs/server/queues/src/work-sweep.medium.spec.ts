import { createTestDatabase, testRedis, type TestDatabase, type TestRedis } from '@nora/testing';
import { CuttableRedis, QueueHarness, eventually } from './testing/queue-harness';

describe('WorkSweep', () => {
  let database: TestDatabase;
  let redis: TestRedis;
  let way: CuttableRedis;
  let harness: QueueHarness;

  beforeAll(async () => {
    database = await createTestDatabase();
    redis = await testRedis();
    way = new CuttableRedis(new URL(redis.url));
    harness = new QueueHarness(database.dataSource, await way.listen());
  });

  afterAll(async () => {
    await harness.close();
    way.close();
    await redis.close();
    await database.drop();
  });

  it('queues what Redis lost, and nothing twice', async () => {
    const rows = await Promise.all(Array.from({ length: 5 }, () => harness.deployment()));
    await Promise.all(rows.map((row) => harness.producer.ensure(row)));
    expect(await harness.sweep.sweep()).toBe(0);
    await redis.client.flushdb();
    expect(await harness.sweep.sweep()).toBe(5);
    expect(await harness.sweep.sweep()).toBe(0);
  });

  it('queues a row whose worker fell silent, as the next attempt', async () => {
    const row = await harness.deployment();
    await harness.producer.ensure(row);
    await harness.claims.take(row.id, () => Promise.resolve());
    expect(await harness.sweep.sweep()).toBe(0);
    await harness.update(row.id, { leaseUntil: new Date(0) });
    expect(await harness.sweep.sweep()).toBe(1);
    expect(await harness.producer.queue.getJob(`deploy-${row.id}-1`)).toBeDefined();
  });

  it('goes on by itself when Redis was away', async () => {
    const row = await harness.deployment();
    way.cut();
    await expect(harness.sweep.sweep()).rejects.toThrow();
    harness.sweep.start();
    await new Promise((resolve) => setTimeout(resolve, 200));
    way.mend();
    await eventually(
      () => redis.client.exists(`bull:deployments:deploy-${row.id}-0`),
      (found) => found === 1,
    );
    await harness.sweep.stop();
  });
});
