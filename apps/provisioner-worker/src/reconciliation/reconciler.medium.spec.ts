import type { DriftPolicy } from '@nora/contracts';
import { Agent, AuditEntry, Deployment, EventRecord } from '@nora/domain';
import { WorkProducer } from '@nora/queues';
import { testRedis, type TestRedis } from '@nora/testing';
import { EngineHarness } from '../testing/engine-harness';
import { BackendWatch } from './backend-watch';
import { ReconciledAgents } from './reconciled-agents';
import type { Reconciler } from './reconciler';
import { ReconcilerLease } from './reconciler-lease';

describe('reconciliation', () => {
  let engine: EngineHarness;
  let redis: TestRedis;
  let producer: WorkProducer<'deployments'>;
  let reconciler: Reconciler;

  beforeAll(async () => {
    engine = await EngineHarness.create();
    redis = await testRedis();
    producer = new WorkProducer('deployments', redis.client);
    reconciler = engine.newReconciler(producer);
  });

  afterAll(async () => {
    await producer.close();
    await redis.close();
    await engine.database.drop();
  });

  const byHand = () => engine.backend.engine.byHand;
  const manager = () => engine.database.dataSource.manager;
  const deploymentsOf = (agentId: string) =>
    manager().find(Deployment, { where: { agentId }, order: { id: 'DESC' } });
  const newest = async (agentId: string) => (await deploymentsOf(agentId))[0]!;
  const driftEvents = async (agentId: string) => {
    const events = await manager().find(EventRecord, {
      where: { type: 'agent.drift-changed' },
      order: { sequence: 'ASC' },
    });
    return events
      .map(({ payload }) => payload as { agentId: string; action: string; drift: { kind: string }[] })
      .filter((payload) => payload.agentId === agentId)
      .map(({ action, drift }) => [action, ...drift.map(({ kind }) => kind)].join(' '));
  };
  const withPolicy = async (driftPolicy: DriftPolicy) => {
    const { id } = await engine.runningAgent();
    await manager().update(Agent, { id }, { driftPolicy });
    return engine.agent(id);
  };

  it.each<[string, (id: string) => void, string, string[]]>([
    ['was removed', (id) => byHand().removeRuntime(id), 'runtime-missing', ['create', 'start']],
    ['crashed', (id) => byHand().crash(id, 137), 'runtime-exited', ['start']],
    ['was stopped', (id) => byHand().stop(id), 'runtime-exited', ['start']],
    ['was paused', (id) => byHand().pause(id), 'runtime-paused', ['start']],
    ['got other limits', (id) => byHand().setLimits(id, { vcpu: 1, ramMb: 64 }), 'limits-changed', ['amend']],
    ['was cut off', (id) => byHand().detach(id), 'network-detached', ['amend']],
    [
      'was made from another image',
      (id) => byHand().replace(id, { image: 'other:1' }),
      'image-changed',
      ['create', 'start'],
    ],
    [
      'was replaced',
      (id) => byHand().replace(id, { specHash: 'other' }),
      'runtime-replaced',
      ['create', 'start'],
    ],
  ])('puts right a runtime that %s, and says why', async (_, edit, kind, effects) => {
    const { id } = await engine.runningAgent();
    const done = engine.backend.ledger.length;
    edit(id);
    await reconciler.pass();
    const healing = await newest(id);
    expect(healing).toMatchObject({
      kind: 'heal',
      status: 'queued',
      requestedById: null,
      reason: expect.any(String),
    });
    expect(await engine.agent(id)).toMatchObject({ status: 'warning', drift: [{ kind }] });
    expect(await engine.run(healing.id)).toEqual({ kind: 'succeeded' });
    expect(await engine.agent(id)).toMatchObject({ status: 'running', drift: null });
    expect(engine.backend.runtimes.get(id)).toMatchObject({
      state: 'running',
      networkAttached: true,
      limits: { ramMb: 1024 },
    });
    const effected = engine.backend.ledger.slice(done).map(({ effect }) => effect);
    for (const effect of effects) expect(effected).toContain(effect);
    expect(await driftEvents(id)).toEqual([`healing ${kind}`, 'cleared']);
    expect(await reconciler.pass()).toMatchObject({ suspects: 0 });
  });

  it('fails an agent whose storage is gone, with a way out, and never begins it anew', async () => {
    const { id } = await engine.runningAgent();
    byHand().removeRuntime(id);
    byHand().removeStorage(id);
    await reconciler.pass();
    await reconciler.pass();
    expect(await engine.agent(id)).toMatchObject({ status: 'failed', drift: [{ kind: 'storage-missing' }] });
    expect(await newest(id)).toMatchObject({
      ...{ kind: 'heal', status: 'failed', errorCode: 'storage_missing', nextAction: expect.any(String) },
      evidence: expect.stringContaining('no storage is left'),
    });
    expect(await deploymentsOf(id)).toHaveLength(2);
    expect(engine.backend.engine.world.storages.has(id)).toBe(false);
  });

  it('only tells, once, under the policy "alert", and takes it back when all is right again', async () => {
    const agent = await withPolicy('alert');
    byHand().setLimits(agent.id, { vcpu: 1, ramMb: 64 });
    await reconciler.pass();
    await reconciler.pass();
    expect(await engine.agent(agent.id)).toMatchObject({
      status: 'warning',
      drift: [{ kind: 'limits-changed' }],
    });
    byHand().setLimits(agent.id, { vcpu: 1, ramMb: 1024 });
    await reconciler.pass();
    expect(await engine.agent(agent.id)).toMatchObject({ status: 'running', drift: null });
    expect(await driftEvents(agent.id)).toEqual(['flagged limits-changed', 'cleared']);
    expect(await deploymentsOf(agent.id)).toHaveLength(1);
  });

  it('leaves edits alone under the policy "ignore", but never calls running what does not run', async () => {
    const agent = await withPolicy('ignore');
    byHand().setLimits(agent.id, { vcpu: 1, ramMb: 64 });
    await reconciler.pass();
    expect(await engine.agent(agent.id)).toMatchObject({ status: 'running', drift: null });
    byHand().crash(agent.id, 1);
    await reconciler.pass();
    expect(await engine.agent(agent.id)).toMatchObject({ status: 'failed' });
    expect(await deploymentsOf(agent.id)).toHaveLength(1);
  });

  it('stops a stopped agent that somebody started', async () => {
    const agent = await engine.runningAgent();
    await engine.run((await engine.request(agent, 'stop')).id);
    byHand().start(agent.id);
    await reconciler.pass();
    expect(await engine.run((await newest(agent.id)).id)).toEqual({ kind: 'succeeded' });
    expect(await engine.agent(agent.id)).toMatchObject({ status: 'stopped', drift: null });
    expect(engine.backend.runtimes.get(agent.id)?.state).toBe('exited');
  });

  it('starts a crashing runtime again later each time, then fails it with its log', async () => {
    const { id } = await engine.runningAgent();
    for (let round = 0; round < 3; round += 1) {
      byHand().crash(id, 1);
      await reconciler.pass();
      const { id: healing, notBefore } = await newest(id);
      if (round === 0) expect(notBefore).toBeNull();
      else expect(notBefore!.getTime() - Date.now()).toBeGreaterThan(5_000 * 2 ** (round - 1) - 2_000);
      await engine.skipBackoff(healing);
      await engine.run(healing);
    }
    byHand().crash(id, 1);
    await reconciler.pass();
    expect(await engine.agent(id)).toMatchObject({ status: 'failed' });
    expect(await newest(id)).toMatchObject({
      ...{ status: 'failed', errorCode: 'crash_loop', exitCode: 1 },
      evidence: expect.stringContaining('gateway'),
    });
    const start = await engine.request(await engine.agent(id), 'start');
    expect(await engine.run(start.id)).toEqual({ kind: 'succeeded' });
    byHand().crash(id, 1);
    await reconciler.pass();
    expect(await newest(id)).toMatchObject({ kind: 'heal', status: 'queued' });
    await engine.run((await newest(id)).id);
  });

  it('leaves alone what is being worked on', async () => {
    const busy = await engine.runningAgent();
    const { id } = await engine.request(busy, 'restart');
    byHand().crash(busy.id, 1);
    await reconciler.pass();
    expect(await deploymentsOf(busy.id)).toHaveLength(2);
    await engine.run(id);
  });

  it('leaves alone an agent that is being copied, which may be paused for it', async () => {
    const source = await engine.runningAgent();
    const { deployment } = await engine.newAgent(
      { agentId: source.id, name: source.name, scope: 'memory' },
      source.workspaceId,
    );
    byHand().pause(source.id);
    await reconciler.look(source.id);
    expect(await deploymentsOf(source.id)).toHaveLength(1);
    await engine.run(deployment.id);
    await reconciler.look(source.id);
    expect(await newest(source.id)).toMatchObject({ kind: 'heal' });
    await engine.run((await newest(source.id)).id);
  });

  it('records where a runtime is served after it was restarted outside', async () => {
    const agent = await engine.runningAgent();
    byHand().stop(agent.id);
    byHand().start(agent.id);
    engine.backend.portOffset = 100;
    await reconciler.pass();
    engine.backend.portOffset = 0;
    const { endpoints, status } = await engine.agent(agent.id);
    expect(endpoints).toMatchObject({ gateway: { port: 18889 }, sidecar: { port: 9190 } });
    expect(status).toBe('running');
    expect(await deploymentsOf(agent.id)).toHaveLength(1);
    expect(await driftEvents(agent.id)).toEqual(['noted runtime-restarted']);
  });

  it('makes every runtime reachable once when a worker begins, without reading agents one by one', async () => {
    const agents = [await engine.runningAgent(), await engine.runningAgent()];
    const moved = await engine.runningAgent();
    const gateway = { host: '127.0.0.1', port: 1 };
    await manager().update(Agent, { id: moved.id }, { endpoints: { gateway, sidecar: gateway } });
    const attach = jest.spyOn(engine.backend.provisioner, 'attach');
    const find = jest.spyOn(ReconciledAgents.prototype, 'find');
    const attached = () => attach.mock.calls.map(([{ agentId }]) => agentId);
    const begun = engine.newReconciler(producer);
    await begun.pass();
    for (const { id } of agents) expect(attached().filter((agentId) => agentId === id)).toHaveLength(1);
    expect(find.mock.calls.map(([agentId]) => agentId)).toContain(moved.id);
    for (const { id } of agents) expect(find).not.toHaveBeenCalledWith(id);
    expect((await engine.agent(moved.id)).endpoints).toEqual(moved.endpoints);
    attach.mockClear();
    await begun.pass();
    for (const { id } of agents) expect(attached()).not.toContain(id);
    attach.mockRestore();
    find.mockRestore();
  });

  it('counts restarts by the target itself, and gives up on a runtime that keeps needing them', async () => {
    const { id } = await engine.runningAgent();
    const { access } = engine.backend;
    const inspect = access.inspect.bind(access);
    let restarts = 0;
    const spy = jest.spyOn(access, 'inspect').mockImplementation(async (handle) => {
      const observed = await inspect(handle);
      return handle.agentId === id
        ? { ...observed, restarts, startedAt: new Date(restarts * 1_000) }
        : observed;
    });
    for (restarts = 1; restarts <= 3; restarts += 1) {
      await reconciler.look(id);
      expect(await engine.agent(id)).toMatchObject({ status: 'running', runtime: { restarts } });
      expect(await newest(id)).toMatchObject({ kind: 'heal', status: 'succeeded' });
    }
    await reconciler.look(id);
    spy.mockRestore();
    expect(await newest(id)).toMatchObject({ status: 'failed', errorCode: 'crash_loop' });
    expect(await engine.agent(id)).toMatchObject({ status: 'failed' });
    expect(engine.backend.runtimes.get(id)?.state).toBe('exited');
  });

  it('removes what is left of deleted agents, and of runtimes without a record all but the storage', async () => {
    const gone = await engine.runningAgent();
    await engine.run((await engine.request(gone, 'delete')).id);
    byHand().addOrphan(gone.id);
    const kept = await engine.runningAgent();
    await engine.run((await engine.request(kept, 'delete', { keepData: true })).id);
    const stranger = '01900000-0000-7000-8000-000000000001';
    byHand().addOrphan(stranger);
    expect(await reconciler.pass()).toMatchObject({ orphansRemoved: 2 });
    const audited = { action: 'runtime.remove-orphan', actorType: 'worker' as const };
    expect(await engine.database.dataSource.manager.countBy(AuditEntry, audited)).toBe(2);
    const { runtimes, storages } = engine.backend.engine.world;
    expect([gone.id, stranger].map((id) => [runtimes.has(id), storages.has(id)])).toEqual([
      [false, false],
      [false, true],
    ]);
    expect(storages.has(kept.id)).toBe(true);
    expect(await reconciler.pass()).toMatchObject({ orphansRemoved: 0 });
  });

  it('gives a way out to an agent whose status nothing would ever end', async () => {
    const agent = await engine.runningAgent();
    await manager().update(Agent, { id: agent.id }, { status: 'deploying' });
    await reconciler.pass();
    expect(await engine.agent(agent.id)).toMatchObject({
      status: 'failed',
      statusReason: expect.any(String),
    });
  });

  it('sees a change by hand at once, through the events of the backend', async () => {
    const agent = await engine.runningAgent();
    const watch = new BackendWatch(reconciler, engine.backends, engine.logger);
    watch.start();
    await new Promise((resolve) => setTimeout(resolve, 50));
    byHand().removeRuntime(agent.id);
    const deadline = Date.now() + 5_000;
    while ((await newest(agent.id)).kind !== 'heal' && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(await newest(agent.id)).toMatchObject({
      kind: 'heal',
      reason: 'The runtime was removed outside Nora.',
    });
    await watch.beforeApplicationShutdown();
    await engine.run((await newest(agent.id)).id);
  });

  it('lets one worker make the passes until it lets go or falls silent', async () => {
    const [one, other] = [0, 1].map(() => new ReconcilerLease(engine.database.dataSource));
    expect(await one!.hold(60)).toBe(true);
    expect(await other!.hold(60)).toBe(false);
    expect(await one!.hold(0)).toBe(true);
    expect(await other!.hold(60)).toBe(true);
    await other!.release();
    expect(await one!.hold(60)).toBe(true);
    await one!.release();
  });

  it('keeps the passes to itself for as long as one takes, with a short lease', async () => {
    const [one, other] = [0, 1].map(() => new ReconcilerLease(engine.database.dataSource));
    const meanwhile: boolean[] = [];
    await one!.during(0.6, async () => {
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      meanwhile.push(await other!.hold(1));
    });
    expect(meanwhile).toEqual([false]);
    await one!.release();
    expect(await other!.hold(1)).toBe(true);
    await other!.release();
  });
});
