import { AgentCredential, AuditEntry, LostClaimError, ShutdownError } from '@nora/domain';
import { EngineHarness } from '../testing/engine-harness';

describe('deployments', () => {
  let engine: EngineHarness;

  beforeAll(async () => {
    engine = await EngineHarness.create();
  });

  afterAll(() => engine.database.drop());

  it('brings a new agent to "running" by visible steps, and makes each thing once', async () => {
    const { agent, deployment } = await engine.newAgent();
    expect(await engine.run(deployment.id)).toEqual({ kind: 'succeeded' });

    expect(await engine.steps(deployment.id)).toEqual(
      ['image', 'storage', 'network', 'create', 'inject', 'start', 'ready', 'verify'].map(
        (name) => `${name}:succeeded`,
      ),
    );
    expect(await engine.agent(agent.id)).toMatchObject({
      status: 'running',
      endpoints: { gateway: { host: '127.0.0.1', port: 18789 } },
    });
    expect(await engine.deployment(deployment.id)).toMatchObject({ status: 'succeeded', claimToken: null });
    expect(engine.backend.count('create', agent.id)).toBe(1);
  });

  it('does not create a second runtime when the job is delivered twice', async () => {
    const { agent, deployment } = await engine.newAgent();
    const outcomes = await Promise.all([engine.run(deployment.id), engine.run(deployment.id)]);
    expect(outcomes.filter((outcome) => outcome !== null)).toEqual([{ kind: 'succeeded' }]);
    expect(await engine.run(deployment.id)).toBeNull();
    expect(engine.backend.count('create', agent.id)).toBe(1);
    expect(engine.backend.count('start', agent.id)).toBe(1);
  });

  it.each(
    (['storage', 'network', 'create', 'inject', 'start'] as const).flatMap((effect) =>
      (['before', 'after'] as const).map((when) => [when, effect] as const),
    ),
  )('ends "running", with one runtime, when the worker dies just %s "%s"', async (when, effect) => {
    const { agent, deployment } = await engine.newAgent();
    const claim = await engine.claims.claim(deployment.id);
    engine.backend.dieAt(effect, when);
    const death = new AbortController();
    const dead = engine.executor.execute(claim!, death.signal).catch((error: unknown) => error);
    await engine.untilStepRuns(deployment.id, effect);

    expect(await engine.claims.claim(deployment.id)).toBeNull();
    await engine.expireLease(deployment.id);
    expect(await engine.run(deployment.id)).toEqual({ kind: 'succeeded' });

    expect((await engine.agent(agent.id)).status).toBe('running');
    expect(engine.backend.count('create', agent.id)).toBe(1);
    expect(engine.backend.count('start', agent.id)).toBe(1);
    await expect(engine.claims.writePlan(claim!, ['image'])).rejects.toThrow(LostClaimError);
    await expect(engine.claims.renew(claim!)).rejects.toThrow(LostClaimError);
    // It must not come to life again when the deadline of its step has passed, in the middle of another suite.
    death.abort(new LostClaimError(deployment.id));
    await dead;
  });

  it('tries a passing fault again after the back-off, and gives up after five attempts', async () => {
    const { agent, deployment } = await engine.newAgent();
    for (let attempt = 1; attempt <= 5; attempt += 1) {
      engine.backend.failNext('image', new Error('the registry did not answer'));
      const before = Date.now();
      const outcome = await engine.run(deployment.id);
      if (attempt === 5) {
        expect(outcome?.kind).toBe('failed');
        break;
      }
      const { notBefore, faults } = await engine.deployment(deployment.id);
      expect(faults).toBe(attempt);
      expect(notBefore!.getTime() - before).toBeGreaterThanOrEqual(3_000 * 2 ** (attempt - 1) - 50);
      expect(await engine.run(deployment.id)).toBeNull();
      await engine.skipBackoff(deployment.id);
    }
    expect(await engine.agent(agent.id)).toMatchObject({
      status: 'failed',
      statusReason: 'the registry did not answer',
    });
    expect(await engine.deployment(deployment.id)).toMatchObject({
      status: 'failed',
      errorCode: 'step_failed',
      nextAction: expect.any(String),
    });
    const again = await engine.request(await engine.agent(agent.id), 'redeploy');
    expect(await engine.run(again.id)).toEqual({ kind: 'succeeded' });
  });

  it('keeps credentials out of what is written of a failure', async () => {
    const { deployment } = await engine.newAgent();
    await engine.database.dataSource.query('UPDATE deployments SET faults = 4 WHERE id = $1', [
      deployment.id,
    ]);
    jest.spyOn(engine.backend.provisioner, 'inject').mockImplementationOnce((_handle, files) => {
      const held = files.find(({ path }) => path.endsWith('gateway-token'))?.content ?? 'no token';
      return Promise.reject(new Error(`could not write ${held}`));
    });
    expect(await engine.run(deployment.id)).toEqual({ kind: 'failed', reason: 'could not write [redacted]' });
    expect((await engine.deployment(deployment.id)).errorDetail).toBe('could not write [redacted]');
  });

  it('gives a deployment back, uncounted, when the worker shuts down', async () => {
    const { agent, deployment } = await engine.newAgent();
    const shutdown = new AbortController();
    engine.backend.latencyMs = 50;
    const running = engine.run(deployment.id, shutdown.signal);
    setTimeout(() => shutdown.abort(new ShutdownError()), 60);
    expect(await running).toMatchObject({ kind: 'retry', work: { notBefore: null } });
    engine.backend.latencyMs = 0;
    expect(await engine.deployment(deployment.id)).toMatchObject({ status: 'queued', faults: 0 });
    expect(await engine.run(deployment.id)).toEqual({ kind: 'succeeded' });
    expect(engine.backend.count('create', agent.id)).toBe(1);
  });

  it('marks an agent "warning", with evidence, when the runtime is up but does not answer', async () => {
    const { agent, deployment } = await engine.newAgent();
    const verify = jest.spyOn(engine.probe, 'turn').mockRejectedValue(new Error('model said no'));
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick'], advanceTimers: 50 });
    const outcome = await engine.run(deployment.id);
    jest.useRealTimers();
    verify.mockRestore();
    expect(outcome?.kind).toBe('failed');
    expect(await engine.agent(agent.id)).toMatchObject({ status: 'warning', endpoints: expect.anything() });
    expect(await engine.deployment(deployment.id)).toMatchObject({
      errorCode: 'model_unanswered',
      evidence: expect.stringContaining('the gateway was started'),
    });
  }, 20_000);

  it('stops, starts, restarts, replaces and deletes, each as a deployment of its own', async () => {
    const agent = await engine.runningAgent();
    const perform = async (kind: 'stop' | 'start' | 'restart' | 'redeploy' | 'delete') => {
      const deployment = await engine.request(await engine.agent(agent.id), kind);
      expect(await engine.run(deployment.id)).toEqual({ kind: 'succeeded' });
      return engine.agent(agent.id);
    };
    expect((await perform('stop')).status).toBe('stopped');
    expect((await perform('start')).status).toBe('running');
    expect(engine.backend.count('create', agent.id)).toBe(1);
    expect((await perform('restart')).status).toBe('running');
    expect(engine.backend.count('create', agent.id)).toBe(1);
    expect(engine.backend.count('start', agent.id)).toBe(3);
    expect((await perform('redeploy')).status).toBe('running');
    expect(engine.backend.count('create', agent.id)).toBe(2);
    expect((await perform('delete')).status).toBe('deleted');
    expect(engine.backend.runtimes.has(agent.id)).toBe(false);

    const { manager } = engine.database.dataSource;
    expect(await manager.countBy(AgentCredential, { agentId: agent.id })).toBe(0);
    const audited = await manager.find(AuditEntry, { where: { resourceId: agent.id }, order: { id: 'ASC' } });
    expect(audited.map(({ action }) => action)).toEqual([
      'agent.create',
      'agent.stop',
      'agent.start',
      'agent.restart',
      'agent.redeploy',
      'agent.delete',
    ]);
  });

  it('lets one of two parallel requests through and names its deployment to the other', async () => {
    const agent = await engine.runningAgent();
    const results = await Promise.allSettled([engine.request(agent, 'stop'), engine.request(agent, 'stop')]);
    const won = results.find((result) => result.status === 'fulfilled');
    const lost = results.find((result) => result.status === 'rejected');
    expect(lost?.reason).toMatchObject({
      code: 'operation_in_progress',
      extra: { deploymentId: won?.value.id },
    });
  });
});
