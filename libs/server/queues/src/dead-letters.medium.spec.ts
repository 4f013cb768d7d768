import { testRedis, type TestRedis } from '@nora/testing';
import { v7 as uuid } from 'uuid';
import type { DeadLetters } from './dead-letters';
import { WorkQueues } from './work-queues';
import { jobIdOf } from './work-producer';

describe('DeadLetters', () => {
  let redis: TestRedis;
  let queues: WorkQueues;
  let letters: DeadLetters;

  beforeAll(async () => {
    redis = await testRedis();
  });
  beforeEach(() => {
    queues = new WorkQueues(redis.client);
    letters = queues.deadLetters('backups');
  });
  afterEach(async () => {
    await queues.close();
    await redis.client.flushdb();
  });
  afterAll(() => redis.close());

  const work = (changes: object = {}) => ({ id: uuid(), attempts: 0, notBefore: null, turn: 1, ...changes });

  /** Moves a waiting job where BullMQ keeps failed ones. */
  async function fail(source: { id: string; attempts: number }, at: number): Promise<string> {
    const id = jobIdOf('backups', source);
    const { queue } = queues.producers.backups;
    await redis.client.zrem(queue.toKey('prioritized'), id);
    await redis.client.zadd(queue.toKey('failed'), at, id);
    await redis.client.hset(queue.toKey(id), { failedReason: 'no room', finishedOn: at });
    return id;
  }

  async function failedJobs(count: number, at: (index: number) => number): Promise<string[]> {
    const ids: string[] = [];
    for (let index = 0; index < count; index += 1) {
      const source = work();
      await queues.producers.backups.ensure(source);
      ids.push(await fail(source, at(index)));
    }
    return ids;
  }

  it('counts jobs by state, those with a turn among the waiting', async () => {
    await queues.producers.backups.ensure(work());
    await queues.producers.backups.ensure(work({ notBefore: new Date(Date.now() + 60_000) }));
    await failedJobs(2, (index) => index);
    const counts = { waiting: 1, delayed: 1, active: 0, failed: 2, completed: 0 };
    expect(await letters.counts()).toEqual(counts);
    const others = await queues.deadLetters('deployments').counts();
    expect(Object.values(others).every((count) => count === 0)).toBe(true);
  });

  it('tells how long the oldest waits', async () => {
    expect(await letters.oldestWaitingSeconds()).toBeNull();
    await queues.producers.backups.ensure(work());
    expect(await letters.oldestWaitingSeconds(Date.now() + 90_000)).toBeGreaterThanOrEqual(89);
  });

  it('pages through failures, newest first, although many share a moment and some are taken away meanwhile', async () => {
    const ids = await failedJobs(10, (index) => 1_000 + Math.floor(index / 4));
    const seen: string[] = [];
    let after = null;
    for (let page = 0; page < 10; page += 1) {
      const items = await letters.list('failed', after, 3);
      if (items.length === 0) break;
      seen.push(...items.map(({ job }) => job.id));
      after = items.at(-1)!.position;
      if (page === 0) expect(await letters.discard(items.at(-1)!.job.id)).toBe(true);
    }
    expect([...seen].sort()).toEqual([...ids].sort());
    expect(new Set(seen.slice(0, 2))).toEqual(new Set(ids.slice(8)));
  });

  it('lists what waits in the order it will be served', async () => {
    const [late, early] = [work({ turn: 9 }), work({ turn: 2 })];
    for (const source of [late, early]) await queues.producers.backups.ensure(source);
    const first = await letters.list('waiting', null, 1);
    expect(first.map(({ job }) => [job.rowId, job.turn])).toEqual([[early.id, 2]]);
    const second = await letters.list('waiting', first[0]!.position, 5);
    expect(second.map(({ job }) => job.rowId)).toEqual([late.id]);
  });

  it('shows a failure whole, and gives it back to its queue', async () => {
    const source = work({ attempts: 3, turn: 4 });
    await queues.producers.backups.ensure(source);
    const id = await fail(source, 5_000);
    const job = await letters.get(id);
    expect(job).toMatchObject({
      ...{ id, state: 'failed', attempts: 3, turn: 4, error: 'no room', rowId: source.id },
      ...{ payload: { v: 1, backupId: source.id }, finishedAt: new Date(5_000), startedAt: null },
    });
    await letters.retry(job!);
    expect(await letters.get(id)).toMatchObject({ state: 'waiting', attempts: 3, turn: 4, error: null });
  });

  it('keeps its hands off jobs that have not ended and off keys that are no jobs', async () => {
    const source = work();
    await queues.producers.backups.ensure(source);
    expect(await letters.discard(jobIdOf('backups', source))).toBe(false);
    expect(await letters.get('meta')).toBeNull();
    expect(await letters.discard('meta')).toBe(false);
    expect(await letters.get(jobIdOf('deployments', source))).toBeNull();
    expect(await letters.counts()).toMatchObject({ waiting: 1 });
  });
});
