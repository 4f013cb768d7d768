import { createTestDatabase, testRedis, type TestDatabase, type TestRedis } from '@nora/testing';
import { QUEUE_NAMES, rowIdOf } from './queues';
import { QueueHarness, eventually } from './testing/queue-harness';
import { WorkProducer, jobIdOf } from './work-producer';

const ID = '01a208ef-bfb1-755a-bbe6-6b802e466c81';
const waiting = (changes: object = {}) => ({ id: ID, attempts: 0, notBefore: null, turn: 7, ...changes });

describe('WorkProducer', () => {
  let redis: TestRedis;

  beforeAll(async () => {
    redis = await testRedis();
  });
  afterEach(() => redis.client.flushdb());
  afterAll(() => redis.close());

  describe.each(QUEUE_NAMES)('on %s', (name) => {
    let producer: WorkProducer<typeof name>;

    beforeEach(() => {
      producer = new WorkProducer(name, redis.client);
    });
    afterEach(() => producer.close());

    it('adds one job for an attempt, however often it is asked, with nothing in it but the id', async () => {
      expect(await producer.ensure(waiting())).toBe('added');
      expect(await producer.ensure(waiting())).toBe('present');
      const [job, ...others] = await producer.queue.getJobs(['prioritized']);
      expect(others).toEqual([]);
      expect(job).toMatchObject({ id: jobIdOf(name, waiting()), priority: 7 });
      expect(rowIdOf(job!.data)).toBe(ID);
      expect(Object.keys(job!.data)).toHaveLength(2);
    });

    it('lets work wait until it is due', async () => {
      await producer.ensure(waiting({ attempts: 2, notBefore: new Date(Date.now() + 60_000) }));
      const [job] = await producer.queue.getDelayed();
      expect(job!.delay).toBeGreaterThan(55_000);
    });

    it('keeps turns within the range the queue knows', async () => {
      await producer.ensure(waiting({ turn: 0 }));
      await producer.ensure(waiting({ attempts: 1, turn: 2_147_483_647 }));
      const jobs = await producer.queue.getJobs(['prioritized'], 0, -1, true);
      expect(jobs.map(({ priority }) => priority)).toEqual([1, 2_097_151]);
    });
  });

  it('takes the job of an attempt away that a later attempt has outlived, and no other', async () => {
    const producer = new WorkProducer('backups', redis.client);
    await producer.ensure(waiting());
    const failed = await producer.queue.getJob(jobIdOf('backups', waiting()));
    await redis.client.zrem(producer.queue.keys['prioritized']!, failed!.id!);
    await redis.client.zadd(producer.queue.keys['failed']!, Date.now(), failed!.id!);
    expect(await failed!.getState()).toBe('failed');
    await producer.ensure(waiting({ id: 'other', attempts: 1 }));
    expect(await producer.queue.getFailedCount()).toBe(1);
    await producer.ensure(waiting({ attempts: 1 }));
    expect(await producer.queue.getFailedCount()).toBe(0);
    expect(await producer.queue.getPrioritizedCount()).toBe(2);
    await producer.close();
  });
});

describe('jobs of several workspaces', () => {
  let database: TestDatabase;
  let redis: TestRedis;
  let harness: QueueHarness;

  beforeAll(async () => {
    [database, redis] = await Promise.all([createTestDatabase(), testRedis()]);
    harness = new QueueHarness(database.dataSource, redis.url);
  });

  afterAll(async () => {
    await harness.close();
    await redis.close();
    await database.drop();
  });

  it('are taken in turns: five behind a burst of three hundred wait for twice their share at most', async () => {
    const [bursting, small] = [await harness.workspace(), await harness.workspace()];
    for (let at = 0; at < 300; at += 1) await harness.producer.ensure(await harness.deployment(bursting));
    let release = (): void => undefined;
    const asked = new Promise<void>((resolve) => (release = resolve));
    const { source } = await harness.consumer(async () => {
      await asked;
      return { kind: 'succeeded' };
    });
    for (let at = 0; at < 5; at += 1) await harness.producer.ensure(await harness.deployment(small));
    release();
    const order = () => source.takenUp.map(({ workspaceId }) => workspaceId);
    await eventually(
      () => order().length,
      (count) => count === 305,
    );
    // With two workspaces every second place is the small one's share; two were in hand before it asked.
    const places = order().flatMap((workspaceId, at) => (workspaceId === small ? [at + 1 - 2] : []));
    expect(places).toHaveLength(5);
    places.forEach((place, at) => expect(place).toBeLessThanOrEqual(2 * 2 * (at + 1)));
  });
});
