import { DeploymentsProducer, createRedis } from '@nora/queues';
import { testRedis, type TestRedis } from '@nora/testing';
import { EngineHarness } from '../testing/engine-harness';
import { DeploymentSweep } from './deployment-sweep';
import { DeploymentsConsumer } from './deployments.consumer';

/** Waits until a check passes; fails with its last answer after ten seconds. */
async function eventually<T>(check: () => Promise<T>, accept: (value: T) => boolean): Promise<T> {
  for (const deadline = Date.now() + 10_000; ;) {
    const value = await check();
    if (accept(value)) return value;
    if (Date.now() > deadline) throw new Error(`still ${JSON.stringify(value)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

describe('deployments queue', () => {
  let engine: EngineHarness;
  let redis: TestRedis;
  let producer: DeploymentsProducer;
  let sweep: DeploymentSweep;
  const consumers: DeploymentsConsumer[] = [];

  const newConsumer = async () => {
    const { claims, executor, workerSettings, logger } = engine;
    const connection = createRedis(redis.url, () => undefined);
    const consumer = new DeploymentsConsumer(claims, executor, producer, workerSettings, connection, logger);
    consumers.push(consumer);
    await consumer.start();
    return { consumer, stop: () => consumer.beforeApplicationShutdown().then(() => connection.disconnect()) };
  };

  const statusOf = (id: string) => async () => (await engine.deployment(id)).status;

  beforeAll(async () => {
    engine = await EngineHarness.create();
    redis = await testRedis();
    producer = new DeploymentsProducer(redis.client);
    sweep = new DeploymentSweep(engine.database.dataSource, producer, engine.workerSettings, engine.logger);
  });

  afterAll(async () => {
    await producer.close();
    await redis.close();
    await engine.database.drop();
  });

  it('runs a deployment whose job Redis lost', async () => {
    const { deployment } = await engine.newAgent();
    expect(await producer.ensure(deployment)).toBe('added');
    await redis.client.flushdb();
    expect(await sweep.sweep()).toBe(1);
    expect(await sweep.sweep()).toBe(0);
    const worker = await newConsumer();
    await eventually(statusOf(deployment.id), (status) => status === 'succeeded');
    await worker.stop();
  });

  it('runs a deployment whose worker fell silent, while the queue still holds its job as active', async () => {
    const { agent, deployment } = await engine.newAgent();
    await engine.claims.claim(deployment.id);
    await engine.expireLease(deployment.id);
    expect(await sweep.sweep()).toBe(1);
    const worker = await newConsumer();
    await eventually(statusOf(deployment.id), (status) => status === 'succeeded');
    expect(engine.backend.count('create', agent.id)).toBe(1);
    await worker.stop();
  });

  it('shares a burst among two workers, each deployment carried out once', async () => {
    const made = await Promise.all(Array.from({ length: 20 }, () => engine.newAgent()));
    await Promise.all(made.map(({ deployment }) => producer.ensure(deployment)));
    const workers = await Promise.all([newConsumer(), newConsumer()]);
    for (const { deployment } of made) {
      await eventually(statusOf(deployment.id), (status) => status === 'succeeded');
    }
    for (const { agent } of made) expect(engine.backend.count('create', agent.id)).toBe(1);
    await Promise.all(workers.map((worker) => worker.stop()));
  });

  it('keeps a job of a failed deployment for inspection', async () => {
    const agent = await engine.runningAgent();
    const deployment = await engine.request(agent, 'restart');
    await engine.database.dataSource.query('UPDATE deployments SET attempts = 4 WHERE id = $1', [
      deployment.id,
    ]);
    engine.backend.failNext('stop', new Error('the engine did not answer'));
    await producer.ensure(await engine.deployment(deployment.id));
    const worker = await newConsumer();
    await eventually(statusOf(deployment.id), (status) => status === 'failed');
    const failed = await eventually(
      () => producer.queue.getFailed(),
      (jobs) => jobs.length > 0,
    );
    expect(failed[0]).toMatchObject({
      data: { v: 1, deploymentId: deployment.id },
      failedReason: 'the engine did not answer',
    });
    await worker.stop();
  });
});
