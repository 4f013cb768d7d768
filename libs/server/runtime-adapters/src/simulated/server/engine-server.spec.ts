import { create, deploy, makeAgent, takeTurn, urlOf } from '../../conformance/harness';
import type { RuntimeBackend } from '../../ports';
import { createRemoteSimulatedBackend } from '../remote-backend';
import { type ServedEngine, serveEngine } from './engine-server';

describe('the engine server', () => {
  const { signal } = new AbortController();
  let served: ServedEngine;
  let backend: RuntimeBackend;
  beforeAll(async () => {
    served = await serveEngine({ control: 0, runtimes: 0 });
    backend = createRemoteSimulatedBackend({
      ...{ simulatedEngineUrl: served.url, listenerUrlProcess: 'http://127.0.0.1:1' },
    });
  });
  afterEach(() => served.engine.reset());
  afterAll(() => served.close());

  const ask = async (method: string, path: string, body?: object) => {
    const response = await fetch(served.url + path, { method, ...(body && { body: JSON.stringify(body) }) });
    return { status: response.status, body: await response.json() };
  };
  const until = async (condition: () => boolean): Promise<void> => {
    while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
  };

  it('serves each running runtime on an address of its own, as a sidecar and a gateway do', async () => {
    const [one, two] = [
      await deploy(backend, makeAgent('simulated')),
      await deploy(backend, makeAgent('simulated')),
    ];
    const health = async (handle: typeof one): Promise<unknown> =>
      (await fetch(await urlOf(backend.access, handle, 'sidecar', '/health'))).json();
    served.engine.faults.behave(two.agentId, { readyAfterMs: null });
    await expect(health(one)).resolves.toMatchObject({ gateway: 'ready' });
    await expect(health(two)).resolves.toMatchObject({ gateway: 'starting' });
    const [first, second] = await Promise.all([one, two].map((of) => backend.access.endpoint(of, 'gateway')));
    expect(first?.host).toMatch(/^127\.(6[4-9]|[789]\d|1[01]\d|12[0-7])\.\d+\.\d+$/);
    expect(first?.host).not.toBe(second?.host);

    await expect(takeTurn(backend, one, 'token', 'hello')).resolves.toEqual(
      expect.arrayContaining(['ready.']),
    );
    const whole = await fetch(await urlOf(backend.access, one, 'gateway', '/v1/chat/completions'), {
      method: 'POST',
      body: '{}',
    });
    await expect(whole.json()).resolves.toMatchObject({
      choices: [{ message: { content: 'I am simulated and ready.' } }],
    });
  });

  it('answers nothing for a runtime that does not run, nor on any other address', async () => {
    const handle = await deploy(backend, makeAgent('simulated'));
    const url = await urlOf(backend.access, handle, 'sidecar', '/health');
    served.engine.byHand.crash(handle.agentId, 1);
    await expect(fetch(url)).rejects.toThrow();
    await expect(fetch(`http://127.0.0.1:${served.runtimePort}/health`)).rejects.toThrow();
  });

  it('hands errors on as what they are', async () => {
    const agent = makeAgent('simulated');
    const fault = { code: 'disk_full', message: 'full', nextAction: 'free some' };
    await ask('POST', '/faults', { effect: 'storage', error: fault });
    await expect(deploy(backend, agent)).rejects.toMatchObject({ name: 'RuntimeFault', ...fault });
    await ask('POST', '/faults', {
      effect: 'create',
      agentId: agent.spec.agentId,
      error: { message: 'later' },
    });
    await expect(deploy(backend, agent)).rejects.toMatchObject({ name: 'Error', message: 'later' });
    const handle = await deploy(backend, agent);
    const older = { ...agent.spec, generation: 0 };
    await expect(backend.provisioner.ensureRuntime(older, signal)).rejects.toMatchObject({
      ...{ name: 'DomainError', code: 'conflict' },
    });
    await expect(ask('POST', '/faults', { effect: 'nonsense' })).resolves.toMatchObject({ status: 400 });
    await expect(ask('POST', '/edits', { edit: 'nonsense', agentId: 'a' })).resolves.toMatchObject({
      status: 400,
    });
    expect(handle.target).toBe('simulated');
  });

  it('survives callers that die in the middle of a call, with whole effects only', async () => {
    const agent = makeAgent('simulated');
    const handle = await create(backend, agent);
    for (const when of ['before', 'after'] as const) {
      await ask('POST', '/holds', { effect: 'start', when });
      const caller = new AbortController();
      const call = backend.provisioner.start(handle, caller.signal);
      await until(() => served.engine.faults.heldCalls().length === 1);
      await expect(ask('GET', '/held')).resolves.toMatchObject({
        body: { calls: [{ effect: 'start', when }] },
      });
      caller.abort(new Error('killed'));
      await expect(call).rejects.toThrow('killed');
      await until(() => served.engine.faults.heldCalls().length === 0);
      const { state } = await backend.access.inspect(handle);
      expect(state).toBe(when === 'before' ? 'created' : 'running');
    }
    await expect(ask('GET', '/ledger?after=4')).resolves.toMatchObject({
      body: { entries: [{ effect: 'inject' }, { sequence: 6, effect: 'start' }] },
    });
  });

  it('ends a watch with the signal, and with an error when the engine goes away', async () => {
    const engine = await serveEngine({ control: 0, runtimes: 0 });
    const { provisioner, access } = createRemoteSimulatedBackend({
      ...{ simulatedEngineUrl: engine.url, listenerUrlProcess: '' },
    });
    const watching = (async () => {
      for await (const change of provisioner.watch(signal)) return change;
      return null;
    })();
    await new Promise((resolve) => setTimeout(resolve, 50));
    engine.engine.byHand.addOrphan('orphan');
    await expect(watching).resolves.toEqual({ agentId: 'orphan', what: 'runtime started' });
    const abandoned = (async () => {
      for await (const change of provisioner.watch(signal)) expect(change).toBeNull();
    })();
    const refused = expect(abandoned).rejects.toThrow('does not answer');
    await new Promise((resolve) => setTimeout(resolve, 50));
    await engine.close();
    await refused;
    await expect(access.availability()).resolves.toMatchObject({ configured: false });
  });

  it('is not configured without an address', async () => {
    const { access } = createRemoteSimulatedBackend({ simulatedEngineUrl: '', listenerUrlProcess: '' });
    await expect(access.availability()).resolves.toEqual({
      ...{ configured: false, reason: 'SIMULATED_ENGINE_URL is not set.' },
    });
  });

  it('lists ten thousand runtimes in well under a second of work', async () => {
    for (let number = 0; number < 10_000; number += 1) served.engine.byHand.addOrphan(`agent-${number}`);
    const begun = process.cpuUsage();
    let count = 0;
    for await (const { state } of backend.provisioner.list(signal)) if (state === 'running') count += 1;
    const { user, system } = process.cpuUsage(begun);
    expect(count).toBe(10_000);
    expect((user + system) / 1_000).toBeLessThan(1_000);
  });
});
