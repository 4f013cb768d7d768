import { CancelRequestedError, LostClaimError, ShutdownError } from '@nora/domain';
import { createTestDatabase, testRedis, type TestDatabase, type TestRedis } from '@nora/testing';
import { Worker } from 'bullmq';
import { CuttableRedis, LEASE_SECONDS, QueueHarness, aborted, eventually } from './testing/queue-harness';
import { jobIdOf } from './work-producer';

describe('WorkConsumer', () => {
  let database: TestDatabase;
  let redis: TestRedis;
  let harness: QueueHarness;
  let way: CuttableRedis | undefined;

  beforeAll(async () => {
    database = await createTestDatabase();
    redis = await testRedis();
  });
  beforeEach(() => {
    harness = new QueueHarness(database.dataSource, redis.url);
  });
  afterEach(async () => {
    await harness.close();
    way?.close();
    await redis.client.flushdb();
    await database.dataSource.query('DELETE FROM agents');
  });
  afterAll(async () => {
    await redis.close();
    await database.drop();
  });

  const succeed = () => Promise.resolve({ kind: 'succeeded' } as const);
  const status = (id: string) => async () => (await harness.row(id)).status;
  const isSucceeded = (value: string) => value === 'succeeded';

  /** Fetches a job and never ends it, as a worker does that is killed. */
  async function fetchAndDie(): Promise<string> {
    const connection = harness.keep(redis.client.duplicate());
    const dead = new Worker('deployments', undefined, { connection, autorun: false, lockDuration: 300 });
    const job = await dead.getNextJob('dead', { block: false });
    await dead.close(true);
    return job.id!;
  }

  it('carries out each of a burst once, shared among two', async () => {
    const rows = await Promise.all(Array.from({ length: 30 }, () => harness.deployment()));
    const [one, other] = [await harness.consumer(succeed), await harness.consumer(succeed)];
    await Promise.all(rows.map((row) => harness.producer.ensure(row)));
    for (const { id } of rows) await eventually(status(id), isSucceeded);
    const taken = [...one.source.takenUp, ...other.source.takenUp].map(({ id }) => id);
    expect(taken.sort()).toEqual(rows.map(({ id }) => id).sort());
  });

  it('does nothing when a job is delivered again after its row has ended', async () => {
    const row = await harness.deployment();
    const { source } = await harness.consumer(succeed);
    await harness.producer.ensure(row);
    await eventually(status(row.id), isSucceeded);
    await harness.producer.ensure({ id: row.id, attempts: 9, notBefore: null, turn: 1 });
    const again = () => harness.producer.queue.getJob(jobIdOf('deployments', { id: row.id, attempts: 9 }));
    const job = await eventually(again, (found) => found?.returnvalue !== null && found !== undefined);
    expect(job?.returnvalue).toBe('nothing to take up');
    expect(source.takenUp).toHaveLength(1);
  });

  it('leaves a dead letter with the reason of a failure, cut to 500 characters', async () => {
    const row = await harness.deployment();
    await harness.consumer(() => Promise.resolve({ kind: 'failed', reason: 'x'.repeat(600) }));
    await harness.producer.ensure(row);
    const [job] = await eventually(
      () => harness.producer.queue.getFailed(),
      (jobs) => jobs.length > 0,
    );
    expect(job).toMatchObject({ data: { v: 1, deploymentId: row.id }, failedReason: 'x'.repeat(500) });
  });

  it('keeps the lease of work that takes longer than one', async () => {
    const row = await harness.deployment();
    let abortedEarly = false;
    const { source } = await harness.consumer(async (_claim, signal) => {
      await new Promise((resolve) => setTimeout(resolve, 2.5 * LEASE_SECONDS * 1_000));
      abortedEarly = signal.aborted;
      return { kind: 'succeeded' };
    });
    await harness.producer.ensure(row);
    await eventually(status(row.id), isSucceeded);
    expect(abortedEarly).toBe(false);
    expect(source.takenUp).toHaveLength(1);
  });

  it('aborts work whose row somebody else has taken', async () => {
    const row = await harness.deployment();
    let reason: Error | undefined;
    await harness.consumer(async (_claim, signal) => {
      reason = await aborted(signal);
      throw reason;
    });
    await harness.producer.ensure(row);
    await eventually(status(row.id), (value) => value === 'running');
    // The consumer may extend the lease in between.
    const takeOver = async () => {
      await harness.update(row.id, { leaseUntil: new Date(0) });
      return harness.claims.take(row.id, () => Promise.resolve('taken'));
    };
    await eventually(takeOver, (result) => result === 'taken');
    await eventually(
      () => reason,
      (value) => value !== undefined,
    );
    expect(reason).toBeInstanceOf(LostClaimError);
    const { queue } = harness.producer;
    const job = await eventually(
      () => queue.getJob(jobIdOf('deployments', row)),
      (found) => found?.finishedOn !== undefined,
    );
    expect(job?.returnvalue).toBe('lost');
  });

  it('aborts work within two seconds of the request to cancel it, and no other work', async () => {
    const [cancelled, other] = [await harness.deployment(), await harness.deployment()];
    const reasons = new Map<string, Error>();
    await harness.consumer(async ({ id }, signal) => {
      reasons.set(id, await aborted(signal));
      return { kind: 'cancelled' };
    });
    await Promise.all([cancelled, other].map((row) => harness.producer.ensure(row)));
    for (const { id } of [cancelled, other]) await eventually(status(id), (value) => value === 'running');
    const start = performance.now();
    await harness.update(cancelled.id, { cancelRequestedAt: new Date() });
    await eventually(status(cancelled.id), (value) => value === 'cancelled');
    expect(performance.now() - start).toBeLessThan(2_000);
    expect(reasons.get(cancelled.id)).toBeInstanceOf(CancelRequestedError);
    expect(reasons.has(other.id)).toBe(false);
  });

  it('hands the row of an outcome that asks for it to the queue again', async () => {
    const row = await harness.deployment();
    const { source } = await harness.consumer(async (claim) =>
      source.takenUp.length === 1
        ? { kind: 'retry', work: await source.release(claim) }
        : { kind: 'succeeded' },
    );
    await harness.producer.ensure(row);
    await eventually(status(row.id), isSucceeded);
    expect(source.takenUp).toHaveLength(2);
  });

  it('takes work up again whose worker died before and after it had claimed it', async () => {
    const [unclaimed, claimed] = [await harness.deployment(), await harness.deployment()];
    await harness.producer.ensure(unclaimed);
    await fetchAndDie();
    await harness.producer.ensure(claimed);
    await fetchAndDie();
    await harness.claims.take(claimed.id, () => Promise.resolve());
    const { source } = await harness.consumer(succeed);
    harness.sweep.start();
    for (const { id } of [unclaimed, claimed]) await eventually(status(id), isSucceeded);
    await harness.sweep.stop();
    expect(source.takenUp).toHaveLength(2);
    expect(await harness.producer.queue.getFailedCount()).toBe(0);
  });

  it('stops within the grace period: what gives back is queued again, what does not is left to its lease', async () => {
    const [willing, stubborn, waiting] = [
      await harness.deployment(),
      await harness.deployment(),
      await harness.deployment(),
    ];
    const reasons: Error[] = [];
    const { consumer, source } = await harness.consumer(async (claim, signal) => {
      if (claim.id === stubborn.id) return new Promise(() => undefined);
      reasons.push(await aborted(signal));
      return { kind: 'retry', work: await source.release(claim) };
    });
    for (const row of [willing, stubborn, waiting]) await harness.producer.ensure(row);
    await eventually(
      () => source.takenUp.length,
      (count) => count === 2,
    );
    const start = performance.now();
    await consumer.drain(500);
    expect(performance.now() - start).toBeLessThan(3_500);
    expect(consumer.isRunning()).toBe(false);
    expect(reasons).toEqual([expect.any(ShutdownError)]);
    expect(source.takenUp).toHaveLength(2);
    const { source: next } = await harness.consumer(succeed);
    harness.sweep.start();
    for (const { id } of [willing, stubborn, waiting]) await eventually(status(id), isSucceeded);
    await harness.sweep.stop();
    expect(next.takenUp.map(({ id }) => id).sort()).toEqual([willing.id, stubborn.id, waiting.id].sort());
  });

  it('ends what is at hand while Redis is away, and goes on when it is back', async () => {
    way = new CuttableRedis(new URL(redis.url));
    const url = await way.listen();
    const [running, later] = [await harness.deployment(), await harness.deployment()];
    let end = (): void => undefined;
    const { source } = await harness.consumer(
      async () => {
        await new Promise<void>((resolve) => (end = resolve));
        return { kind: 'succeeded' };
      },
      { concurrency: 1, url },
    );
    await harness.producer.ensure(running);
    await eventually(status(running.id), (value) => value === 'running');
    way.cut();
    end();
    await eventually(status(running.id), isSucceeded);
    await harness.producer.ensure(later);
    way.mend();
    await eventually(
      () => source.takenUp.length,
      (count) => count === 2,
    );
    end();
    await eventually(status(later.id), isSucceeded);
  });
});
