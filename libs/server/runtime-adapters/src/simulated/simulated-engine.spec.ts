import { create, deploy, makeAgent } from '../conformance/harness';
import { RuntimeFault } from '../ports';
import { SimulatedBackend } from './simulated-backend';
import type { Effect } from './types';

describe('SimulatedEngine', () => {
  const { signal } = new AbortController();
  let backend: SimulatedBackend;
  beforeEach(() => (backend = new SimulatedBackend()));

  const effects = (): Effect[] => backend.ledger.map(({ effect }) => effect);

  it('writes down each effect once, in order, and none for what was there already', async () => {
    const agent = makeAgent('simulated');
    const handle = await deploy(backend, agent);
    await deploy(backend, agent);
    await backend.provisioner.stop(handle, 0, signal);
    await backend.provisioner.stop(handle, 0, signal);
    await backend.provisioner.remove(handle, { keepState: false }, signal);
    await backend.provisioner.remove(handle, { keepState: false }, signal);
    expect(effects()).toEqual([
      ...['image', 'storage', 'network', 'create', 'inject', 'start', 'stop'],
      ...['remove-runtime', 'remove-network', 'remove-storage'],
    ]);
    expect(backend.ledger.map(({ sequence }) => sequence)).toEqual(effects().map((_, index) => index + 1));
    expect(backend.ledger.every(({ generation }) => generation === 1)).toBe(true);
  });

  it('fails as often as told, before any effect, and only for the agent it is told of', async () => {
    const [agent, other] = [makeAgent('simulated'), makeAgent('simulated')];
    const fault = new RuntimeFault('disk_full', 'full', 'free some');
    const { agentId } = agent.spec;
    backend.engine.faults.fail({ effect: 'storage', agentId, times: 2 }, fault);
    await deploy(backend, other);
    await expect(deploy(backend, agent)).rejects.toBe(fault);
    await expect(deploy(backend, agent)).rejects.toBe(fault);
    expect(backend.count('storage', agentId)).toBe(0);
    await deploy(backend, agent);
  });

  it('lies: says that it started a runtime, and did not', async () => {
    const agent = makeAgent('simulated');
    backend.engine.faults.lie({ effect: 'start', agentId: null, times: 1 });
    const handle = await deploy(backend, agent);
    await expect(backend.access.inspect(handle)).resolves.toMatchObject({ state: 'created' });
    expect(backend.count('start', agent.spec.agentId)).toBe(0);
  });

  it.each([
    ['before', 0],
    ['after', 1],
  ] as const)('holds a call just %s its effect until its caller goes away', async (when, count) => {
    const agent = makeAgent('simulated');
    const handle = await create(backend, agent);
    const { agentId } = handle;
    backend.dieAt('start', when);
    const caller = new AbortController();
    const call = backend.provisioner.start(handle, caller.signal);
    await new Promise((resolve) => setImmediate(resolve));
    expect(backend.engine.faults.heldCalls()).toEqual([{ effect: 'start', agentId, when }]);
    caller.abort(new Error('killed'));
    await expect(call).rejects.toThrow('killed');
    expect(backend.count('start', agentId)).toBe(count);
    expect(backend.engine.faults.heldCalls()).toEqual([]);
  });

  it('crash-loops, and never becomes ready, when told', async () => {
    const { engine } = backend;
    const agent = makeAgent('simulated');
    engine.faults.behave(agent.spec.agentId, { exitAfterMs: 5, exitCode: 137 });
    const handle = await deploy(backend, agent);
    await new Promise((resolve) => setTimeout(resolve, 20));
    await expect(backend.access.inspect(handle)).resolves.toMatchObject({ state: 'exited', exitCode: 137 });
    engine.faults.behave(agent.spec.agentId, { readyAfterMs: null });
    await backend.provisioner.start(handle, signal);
    expect(engine.gatewayState(agent.spec.agentId)).toBe('starting');
  });

  it('gives up a call whose caller went away, or goes ahead with it, as told', async () => {
    for (const abandonedCalls of ['drop', 'finish'] as const) {
      const agent = makeAgent('simulated');
      const handle = await create(backend, agent);
      backend.engine.configure({ abandonedCalls, latency: { minMs: 20, maxMs: 20, seed: 1 } });
      const caller = new AbortController();
      const call = backend.provisioner.start(handle, caller.signal);
      caller.abort(new Error('killed'));
      await expect(call).rejects.toThrow();
      const started = abandonedCalls === 'finish' ? 1 : 0;
      expect(backend.count('start', agent.spec.agentId)).toBe(started);
      backend.latencyMs = 0;
    }
  });

  it('takes the same times for the same seed', () => {
    const draw = (seed: number): unknown[] => {
      backend.engine.configure({ latency: { minMs: 5, maxMs: 50, seed } });
      return Array.from({ length: 20 }, () => backend.engine.faults.drawLatency());
    };
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
  });

  it('never touches what somebody else made, and does not list it', async () => {
    const agent = makeAgent('simulated');
    const { agentId } = agent.spec;
    backend.engine.byHand.addForeign(agentId);
    await expect(deploy(backend, agent)).rejects.toMatchObject({ code: 'not_ours' });
    const handle = backend.access.handleFor(agentId);
    await backend.provisioner.remove(handle, { keepState: false }, signal);
    await expect(backend.access.inspect(handle)).resolves.toMatchObject({ state: 'foreign' });
    for await (const found of backend.provisioner.list(signal)) throw new Error(found.handle.agentId);
  });

  it('tells of edits by hand, and shows them', async () => {
    const agent = makeAgent('simulated');
    const handle = await deploy(backend, agent);
    const { byHand } = backend.engine;
    const inspect = () => backend.access.inspect(handle);
    byHand.pause(handle.agentId);
    await expect(inspect()).resolves.toMatchObject({ state: 'paused' });
    await backend.provisioner.start(handle, signal);
    await expect(inspect()).resolves.toMatchObject({ state: 'running' });
    byHand.setLimits(handle.agentId, { vcpu: 8, ramMb: 9 });
    byHand.detach(handle.agentId);
    byHand.removeStorage(handle.agentId);
    await expect(inspect()).resolves.toMatchObject({
      ...{ limits: { vcpu: 8, ramMb: 9 }, networkAttached: false, storagePresent: false },
    });
    const before = backend.ledger.length;
    await backend.provisioner.amend(agent.spec, signal);
    await backend.provisioner.amend(agent.spec, signal);
    expect(effects().slice(before)).toEqual(['amend']);
    await expect(inspect()).resolves.toMatchObject({ limits: { vcpu: 1.5 }, networkAttached: true });
  });

  it('uses the present image where the one that is named is gone, and says so', async () => {
    const told: string[] = [];
    const agent = makeAgent('simulated', { image: 'simulated:0' });
    const handle = await create(backend, agent, (message) => told.push(message));
    expect(told.join()).toContain('simulated:0 is gone');
    await expect(backend.access.inspect(handle)).resolves.toMatchObject({ image: 'simulated:1' });
  });
});
