import { Deployment } from '@nora/domain';
import { DeploymentsProducer } from '@nora/queues';
import { testRedis, type TestRedis } from '@nora/testing';
import { EngineHarness } from '../testing/engine-harness';
import { Reconciler } from './reconciler';

describe('Reconciler', () => {
  let engine: EngineHarness;
  let redis: TestRedis;
  let producer: DeploymentsProducer;
  let reconciler: Reconciler;

  beforeAll(async () => {
    engine = await EngineHarness.create();
    redis = await testRedis();
    producer = new DeploymentsProducer(redis.client);
    const { transactions, workerSettings, backends, logger } = engine;
    reconciler = new Reconciler(transactions, producer, workerSettings, backends, logger);
  });

  afterAll(async () => {
    await producer.close();
    await redis.close();
    await engine.database.drop();
  });

  const deploymentsOf = (agentId: string) =>
    engine.database.dataSource.manager.find(Deployment, { where: { agentId }, order: { id: 'DESC' } });

  it('starts a runtime that ended without being asked to', async () => {
    const agent = await engine.runningAgent();
    engine.backend.crash(agent.id, 137);
    await reconciler.pass();
    const [healing] = await deploymentsOf(agent.id);
    expect(healing).toMatchObject({ kind: 'restart', status: 'queued', requestedById: null });
    expect(await engine.run(healing!.id)).toEqual({ kind: 'succeeded' });
    expect((await engine.agent(agent.id)).status).toBe('running');
    expect(engine.backend.runtimes.get(agent.id)?.state).toBe('running');
  });

  it('leaves alone what runs, what is stopped and what is being worked on', async () => {
    const running = await engine.runningAgent();
    const stopped = await engine.runningAgent();
    await engine.run((await engine.request(stopped, 'stop')).id);
    const busy = await engine.runningAgent();
    await engine.request(busy, 'restart');
    engine.backend.crash(busy.id, 1);
    await reconciler.pass();
    for (const [agent, count] of [
      [running, 1],
      [stopped, 2],
      [busy, 2],
    ] as const) {
      expect(await deploymentsOf(agent.id)).toHaveLength(count);
    }
  });

  it('records where a runtime is served after its backend gave it other ports', async () => {
    const agent = await engine.runningAgent();
    engine.backend.portOffset = 100;
    await reconciler.pass();
    engine.backend.portOffset = 0;
    const { endpoints, status } = await engine.agent(agent.id);
    expect(endpoints).toMatchObject({ gateway: { port: 18889 }, sidecar: { port: 9190 } });
    expect(status).toBe('running');
    expect(await deploymentsOf(agent.id)).toHaveLength(1);
  });

  it('gives up, and says so, after three starts within ten minutes', async () => {
    const agent = await engine.runningAgent();
    for (let round = 1; round <= 4; round += 1) {
      engine.backend.crash(agent.id, 1);
      await reconciler.pass();
      const [latest] = await deploymentsOf(agent.id);
      if (latest?.status === 'queued') await engine.run(latest.id);
    }
    expect(await deploymentsOf(agent.id)).toHaveLength(4);
    const { status, statusReason } = await engine.agent(agent.id);
    expect(status).toBe('failed');
    expect(statusReason).toContain('3 times');
  });
});
