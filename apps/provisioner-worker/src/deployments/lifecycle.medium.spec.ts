import {
  Agent,
  AgentVersion,
  CancelRequestedError,
  cancelDeployment,
  requestRename,
  requestRollback,
  requestUpdate,
  retryDeployment,
  type Deployment,
} from '@nora/domain';
import { RuntimeFault } from '@nora/runtime-adapters';
import { ACTOR, EngineHarness } from '../testing/engine-harness';

const FULL_DISK = new RuntimeFault('disk_full', 'No space is left.', 'Free some.');

describe('lifecycle', () => {
  let engine: EngineHarness;

  beforeAll(async () => {
    engine = await EngineHarness.create();
  });

  afterAll(() => engine.database.drop());

  const of = ({ id: agentId, workspaceId }: Agent) => ({ workspaceId, agentId, actor: ACTOR });

  type Requested = Promise<{ deployment: Deployment }>;
  const perform = async (request: Requested) => {
    const { deployment } = await request;
    return { id: deployment.id, outcome: await engine.run(deployment.id) };
  };
  const update = (agent: Agent, ramMb: number): Requested =>
    engine.transactions.run((manager, events) => requestUpdate(manager, events, of(agent), { ramMb }, null));
  const rollback = (agent: Agent, version: number): Requested =>
    engine.transactions.run((manager, events) => requestRollback(manager, events, of(agent), version));
  const cancel = (agent: Agent, deploymentId: string) =>
    engine.transactions.run((manager, events) =>
      cancelDeployment(manager, events, { workspaceId: agent.workspaceId, deploymentId, actor: ACTOR }),
    );
  const versionOf = async ({ currentVersionId }: Agent) =>
    engine.database.dataSource.manager.findOneByOrFail(AgentVersion, { id: currentVersionId ?? '' });

  it('makes a version by a change of resources, and replaces the runtime with its state kept', async () => {
    const before = await engine.runningAgent();
    expect((await perform(update(before, 4096))).outcome).toEqual({ kind: 'succeeded' });
    const agent = await engine.agent(before.id);
    expect(agent).toMatchObject({ status: 'running', ramMb: 4096 });
    expect(await versionOf(agent)).toMatchObject({ number: 2, source: 'edit' });
    expect(engine.backend.count('create', agent.id)).toBe(2);
    expect(engine.backend.count('remove-storage', agent.id)).toBe(0);
    expect(engine.backend.runtimes.get(agent.id)?.limits.ramMb).toBe(4096);
  });

  it('goes back to an older version as a new one', async () => {
    const { id } = await engine.runningAgent();
    await perform(update(await engine.agent(id), 4096));
    expect((await perform(rollback(await engine.agent(id), 1))).outcome).toEqual({ kind: 'succeeded' });
    const agent = await engine.agent(id);
    expect(agent).toMatchObject({ status: 'running', ramMb: 1024 });
    expect(await versionOf(agent)).toMatchObject({ number: 3, source: 'rollback' });
    await expect(rollback(agent, 9)).rejects.toMatchObject({ code: 'not_found' });
    await expect(rollback(agent, 3)).rejects.toMatchObject({ code: 'conflict' });
  });

  it('keeps a stopped agent stopped when its resources change, and starts it with them later', async () => {
    const { id } = await engine.runningAgent();
    await engine.run((await engine.request(await engine.agent(id), 'stop')).id);
    await perform(update(await engine.agent(id), 4096));
    expect(await engine.agent(id)).toMatchObject({ status: 'stopped', ramMb: 4096 });
    await engine.run((await engine.request(await engine.agent(id), 'start')).id);
    expect(engine.backend.runtimes.get(id)).toMatchObject({ state: 'running', limits: { ramMb: 4096 } });
  });

  it('renames without a restart', async () => {
    const before = await engine.runningAgent();
    const rename = engine.transactions.run((manager, events) =>
      requestRename(manager, events, of(before), `Bea ${before.id}`),
    );
    expect((await perform(rename)).outcome).toEqual({ kind: 'succeeded' });
    expect(await engine.agent(before.id)).toMatchObject({ name: `Bea ${before.id}`, status: 'running' });
    expect(engine.backend.count('start', before.id)).toBe(1);
    expect(engine.backend.count('inject', before.id)).toBe(2);
  });

  it('brings the previous runtime back when its replacement does not come up, and says so', async () => {
    const { id } = await engine.runningAgent();
    engine.backend.failNext('start', FULL_DISK);
    const { id: deploymentId, outcome } = await perform(update(await engine.agent(id), 4096));
    expect(outcome?.kind).toBe('failed');
    const agent = await engine.agent(id);
    expect(agent).toMatchObject({ status: 'warning', ramMb: 1024, endpoints: expect.anything() });
    expect(agent.statusReason).toContain('the previous runtime was brought back');
    expect(engine.backend.runtimes.get(id)).toMatchObject({ state: 'running', limits: { ramMb: 1024 } });
    expect(await engine.deployment(deploymentId)).toMatchObject({
      ...{ status: 'failed', errorCode: 'disk_full', nextAction: 'Free some.' },
    });
    expect((await engine.steps(deploymentId)).slice(-3)).toEqual([
      ...['ready:skipped', 'verify:skipped', 'recover:succeeded'],
    ]);
    expect(await versionOf(agent)).toMatchObject({ number: 1 });
  });

  it('does not touch a runtime whose replacement could not even be prepared', async () => {
    const { id } = await engine.runningAgent();
    engine.backend.failNext('image', FULL_DISK);
    await engine.run((await engine.request(await engine.agent(id), 'redeploy')).id);
    expect(await engine.agent(id)).toMatchObject({ status: 'warning' });
    expect(engine.backend.count('stop', id)).toBe(0);
    expect(engine.backend.count('create', id)).toBe(1);
  });

  it('fails when neither the new nor the previous runtime comes up, and can be tried again', async () => {
    const { id } = await engine.runningAgent();
    for (let time = 0; time < 2; time += 1) engine.backend.failNext('start', FULL_DISK);
    const { deployment } = await update(await engine.agent(id), 4096);
    expect((await engine.run(deployment.id))?.kind).toBe('failed');
    expect(await engine.agent(id)).toMatchObject({ status: 'failed' });
    const agent = await engine.agent(id);
    const again = engine.transactions.run((manager, events) =>
      retryDeployment(manager, events, {
        workspaceId: agent.workspaceId,
        deploymentId: deployment.id,
        actor: ACTOR,
      }),
    );
    expect((await perform(again)).outcome).toEqual({ kind: 'succeeded' });
    expect(await engine.agent(id)).toMatchObject({ status: 'running', ramMb: 4096 });
  });

  it('sees through a target that says it created what it did not', async () => {
    const { agent, deployment } = await engine.newAgent();
    engine.backend.engine.faults.lie({ effect: 'create', agentId: agent.id, times: 1 });
    expect((await engine.run(deployment.id))?.kind).toBe('retry');
    await engine.skipBackoff(deployment.id);
    expect(await engine.run(deployment.id)).toEqual({ kind: 'succeeded' });
    expect(engine.backend.count('create', agent.id)).toBe(1);
  });

  it('duplicates with files, bringing them once and before the first start', async () => {
    const source = await engine.runningAgent();
    const { agent, deployment } = await engine.newAgent(
      { agentId: source.id, name: source.name, scope: 'files' },
      source.workspaceId,
    );
    expect(deployment).toMatchObject({ kind: 'duplicate', options: { source: { scope: 'files' } } });
    expect(await engine.run(deployment.id)).toEqual({ kind: 'succeeded' });
    expect(await engine.steps(deployment.id)).toContain('import:succeeded');
    await engine.run((await engine.request(await engine.agent(agent.id), 'redeploy')).id);
    expect(engine.backend.count('import', agent.id)).toBe(1);
    expect((await engine.agent(agent.id)).importedAt).not.toBeNull();
  });

  it('keeps the data of a deleted agent when asked, and brings it back with it', async () => {
    const { id } = await engine.runningAgent();
    await engine.run((await engine.request(await engine.agent(id), 'delete', { keepData: true })).id);
    expect(await engine.agent(id)).toMatchObject({ status: 'deleted', dataKeptAt: expect.any(Date) });
    expect(engine.backend.runtimes.has(id)).toBe(false);
    expect(engine.backend.engine.world.storages.has(id)).toBe(true);
    engine.backend.failNext('remove-storage', FULL_DISK);
    await engine.run((await engine.request(await engine.agent(id), 'delete')).id);
    expect(await engine.agent(id)).toMatchObject({ status: 'deleted', dataKeptAt: expect.any(Date) });
    await engine.run((await engine.request(await engine.agent(id), 'delete')).id);
    expect(engine.backend.engine.world.storages.has(id)).toBe(false);
    await expect(engine.request(await engine.agent(id), 'restore')).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  it('leaves an agent as it was when a deployment is cancelled that nobody took up', async () => {
    const agent = await engine.runningAgent();
    const { id } = await engine.request(agent, 'restart');
    await cancel(agent, id);
    expect(await engine.deployment(id)).toMatchObject({ status: 'cancelled' });
    expect(await engine.agent(agent.id)).toMatchObject({ status: 'running', desiredState: 'running' });
    await expect(cancel(agent, id)).rejects.toMatchObject({ code: 'operation_not_allowed' });
  });

  it('ends a deployment under way when it is cancelled, and the agent can be started', async () => {
    const { agent, deployment } = await engine.newAgent();
    const cancelled = new AbortController();
    engine.backend.latencyMs = 40;
    const running = engine.run(deployment.id, cancelled.signal);
    await engine.untilStepRuns(deployment.id, 'create');
    cancelled.abort(new CancelRequestedError());
    expect(await running).toEqual({ kind: 'cancelled' });
    engine.backend.latencyMs = 0;
    expect(await engine.deployment(deployment.id)).toMatchObject({ status: 'cancelled' });
    expect(await engine.agent(agent.id)).toMatchObject({ status: 'stopped', desiredState: 'stopped' });
    const start = await engine.request(await engine.agent(agent.id), 'start');
    expect(await engine.run(start.id)).toEqual({ kind: 'succeeded' });
  });

  it('leaves the new runtime up when a replacement is cancelled after it was started, and says so', async () => {
    const agent = await engine.runningAgent();
    const { id } = await engine.request(agent, 'redeploy');
    const cancelled = new AbortController();
    engine.probe.ready = false;
    const running = engine.run(id, cancelled.signal);
    await engine.untilStepRuns(id, 'ready');
    cancelled.abort(new CancelRequestedError());
    expect(await running).toEqual({ kind: 'cancelled' });
    engine.probe.ready = true;
    expect(engine.backend.runtimes.get(agent.id)?.state).toBe('running');
    expect(await engine.agent(agent.id)).toMatchObject({ status: 'warning', desiredState: 'running' });
  });

  it('stops what a cancelled first deployment had started already', async () => {
    const { agent, deployment } = await engine.newAgent();
    const cancelled = new AbortController();
    engine.probe.ready = false;
    const running = engine.run(deployment.id, cancelled.signal);
    await engine.untilStepRuns(deployment.id, 'ready');
    cancelled.abort(new CancelRequestedError());
    expect(await running).toEqual({ kind: 'cancelled' });
    engine.probe.ready = true;
    expect(engine.backend.runtimes.get(agent.id)?.state).toBe('exited');
    expect(await engine.agent(agent.id)).toMatchObject({ status: 'stopped', desiredState: 'stopped' });
  });

  it('lets a running agent run on when its replacement is cancelled before it was stopped', async () => {
    const agent = await engine.runningAgent();
    const { id } = await engine.request(agent, 'redeploy');
    const cancelled = new AbortController();
    engine.backend.latencyMs = 40;
    const running = engine.run(id, cancelled.signal);
    await engine.untilStepRuns(id, 'image');
    cancelled.abort(new CancelRequestedError());
    expect(await running).toEqual({ kind: 'cancelled' });
    engine.backend.latencyMs = 0;
    expect(await engine.agent(agent.id)).toMatchObject({ status: 'running', statusReason: null });
  });

  it('does not call running what was told to stop before its deployment was cancelled', async () => {
    const agent = await engine.runningAgent();
    const { id } = await engine.request(agent, 'redeploy');
    const cancelled = new AbortController();
    engine.backend.dieAt('stop', 'before');
    const running = engine.run(id, cancelled.signal);
    await engine.untilStepRuns(id, 'stop');
    cancelled.abort(new CancelRequestedError());
    expect(await running).toEqual({ kind: 'cancelled' });
    expect(engine.backend.runtimes.get(agent.id)?.state).toBe('exited');
    expect(await engine.agent(agent.id)).toMatchObject({ status: 'stopped', desiredState: 'stopped' });
    const start = await engine.request(await engine.agent(agent.id), 'start');
    expect(await engine.run(start.id)).toEqual({ kind: 'succeeded' });
  });

  it('cancels what waits for its next attempt', async () => {
    const { agent, deployment } = await engine.newAgent();
    engine.backend.failNext('image', new Error('not now'));
    await engine.run(deployment.id);
    expect(await cancel(agent, deployment.id)).toMatchObject({ status: 'queued' });
    expect(await engine.run(deployment.id)).toEqual({ kind: 'cancelled' });
    expect(await engine.agent(agent.id)).toMatchObject({ status: 'stopped' });
  });

  it('deletes by force what is being deployed; its worker may write nothing more', async () => {
    const { agent, deployment } = await engine.newAgent();
    const claim = await engine.claims.claim(deployment.id);
    const forced = await engine.request(await engine.agent(agent.id), 'force-delete');
    expect(await engine.deployment(deployment.id)).toMatchObject({
      status: 'cancelled',
      errorCode: 'superseded',
    });
    expect(await engine.executor.execute(claim!, new AbortController().signal)).toEqual({ kind: 'lost' });
    expect(await engine.run(forced.id)).toEqual({ kind: 'succeeded' });
    expect(await engine.agent(agent.id)).toMatchObject({ status: 'deleted' });
  });

  it('lets an agent go by force when its target cannot remove it', async () => {
    const agent = await engine.runningAgent();
    engine.backend.failNext('remove-runtime', FULL_DISK);
    const forced = await engine.request(agent, 'force-delete');
    expect(await engine.run(forced.id)).toEqual({ kind: 'succeeded' });
    expect((await engine.deployment(forced.id)).errorDetail).toContain('Not everything could be removed');
    expect(await engine.agent(agent.id)).toMatchObject({ status: 'deleted' });
  });

  it('never begins anew with empty storage unless it is told to', async () => {
    const agent = await engine.runningAgent();
    engine.backend.engine.byHand.removeRuntime(agent.id);
    engine.backend.engine.byHand.removeStorage(agent.id);
    const plain = await engine.request(agent, 'redeploy');
    expect((await engine.run(plain.id))?.kind).toBe('failed');
    expect(await engine.deployment(plain.id)).toMatchObject({ errorCode: 'storage_missing' });
    expect(engine.backend.engine.world.storages.has(agent.id)).toBe(false);
    const fresh = await engine.request(await engine.agent(agent.id), 'redeploy', { freshStorage: true });
    expect(await engine.run(fresh.id)).toEqual({ kind: 'succeeded' });
  });

  it('ends what is taken up again and again without ever ending', async () => {
    const { agent, deployment } = await engine.newAgent();
    await engine.database.dataSource.query('UPDATE deployments SET attempts = 25 WHERE id = $1', [
      deployment.id,
    ]);
    expect((await engine.run(deployment.id))?.kind).toBe('failed');
    expect(await engine.deployment(deployment.id)).toMatchObject({ errorCode: 'abandoned' });
    expect(await engine.agent(agent.id)).toMatchObject({ status: 'failed' });
  });
});
