import { setTimeout as sleep } from 'node:timers/promises';
import type { ObservedRuntime, RuntimeBackend, RuntimeChange, RuntimeHandle, RuntimeStats } from '../ports';
import { create, deploy, eventually, makeAgent, readLogs, readUsage } from './harness';
import { describeExec, openScreen } from './exec';
import type { BackendUnderTest } from './under-test';

const anyText = expect.any(String) as string;
const anyTime = expect.any(Date) as Date;

const GRACE_MS = 5_000;
/** Anything done by hand is to be seen within. */
const SEEN_WITHIN_MS = 5_000;

/**
 * Promises that every backend keeps, whatever its runtimes are: nothing here waits for one to become ready. Tests
 * build on one another, in order.
 */
export function describeLifecycle(underTest: BackendUnderTest): void {
  describe('as every target', () => {
    const { signal } = new AbortController();
    const agent = makeAgent(underTest.target);
    const other = makeAgent(underTest.target);
    const copy = makeAgent(underTest.target);
    const next = { ...agent, spec: { ...agent.spec, generation: 2, specHash: 'second' } };
    let backend: RuntimeBackend;
    let handle: RuntimeHandle;

    const inspect = (of: RuntimeHandle = handle): Promise<ObservedRuntime> => backend.access.inspect(of);
    const handleOf = (agentId: string): RuntimeHandle => backend.access.handleFor(agentId);
    const listed = async (): Promise<Map<string, ObservedRuntime>> => {
      const found = new Map<string, ObservedRuntime>();
      for await (const one of backend.provisioner.list(signal)) found.set(one.handle.agentId, one);
      return found;
    };

    beforeAll(() => {
      backend = underTest.make(1);
      handle = handleOf(agent.spec.agentId);
    });
    afterAll(async () => {
      for (const { spec } of [agent, other, copy]) {
        await backend.provisioner.remove(handleOf(spec.agentId), { keepState: false }, signal);
      }
    });

    it('is available, and says what it can do with each limit', async () => {
      await expect(backend.access.availability()).resolves.toEqual({ configured: true });
      const { disk, diskReason, ...rest } = await backend.access.capabilities();
      expect(rest).toMatchObject({ cpu: anyText, memory: anyText });
      expect(diskReason === null).toBe(disk !== 'unsupported');
    });

    it('knows nothing of an agent before it is deployed', async () => {
      await expect(inspect()).resolves.toEqual({
        ...{ handle, state: 'absent', generation: null, specHash: null, startedAt: null, exitCode: null },
        ...{ image: null, limits: null, networkAttached: null, storagePresent: false },
      });
      await expect(backend.access.endpoint(handle, 'gateway')).rejects.toMatchObject({
        code: 'runtime_unreachable',
      });
      await expect(readLogs(backend, handle)).resolves.toEqual([]);
      await expect(readUsage(backend, [handle])).resolves.toEqual([]);
      await expect(backend.access.diskUsage(handle, signal)).resolves.toBeNull();
      await expect(openScreen(backend, handle, ['cat'])).rejects.toMatchObject({
        code: 'runtime_unreachable',
      });
      await expect(underTest.remains(agent.spec.agentId)).resolves.toEqual([]);
    });

    it('creates a runtime without starting it', async () => {
      await expect(create(backend, agent)).resolves.toEqual(handle);
      const { cpu } = await backend.access.capabilities();
      const observed = await inspect();
      expect(observed).toMatchObject({
        ...{ state: 'created', generation: 1, specHash: 'first', startedAt: null, exitCode: null },
        ...{ image: anyText, storagePresent: true },
        limits: cpu === 'enforced' ? { vcpu: 1.5, ramMb: 2048 } : null,
      });
      expect([true, null]).toContain(observed.networkAttached);
    });

    it('starts it, and changes nothing when every step is repeated', async () => {
      await backend.provisioner.start(handle, signal);
      const before = await inspect();
      expect(before).toMatchObject({ state: 'running', startedAt: anyTime, exitCode: null });
      await deploy(backend, agent);
      await backend.provisioner.amend(agent.spec, signal);
      await expect(inspect()).resolves.toEqual(before);
    });

    it('counts what the runtimes that run have used, and leaves out the others', async () => {
      const unknown = handleOf(makeAgent(underTest.target).spec.agentId);
      const { startedAt } = await inspect();
      const before = performance.now();
      const [usage, ...rest] = await readUsage(backend, [unknown, handle]);
      expect(performance.now() - before).toBeLessThan(SEEN_WITHIN_MS);
      expect(rest).toEqual([]);
      expect(usage).toMatchObject({ agentId: agent.spec.agentId, at: anyTime, startedAt });
      const { memory } = await backend.access.capabilities();
      expect(usage?.memoryLimitBytes).toBe(memory === 'enforced' ? 2048 * 1_048_576 : null);
      for (const name of ['cpuSeconds', 'blockReadBytes', 'blockWriteBytes'] as const)
        expect(usage?.[name]).toBeGreaterThanOrEqual(0);
      expect(usage?.memoryBytes).toBeGreaterThan(0);
      expect(usage?.pids).toBeGreaterThan(0);
      await expect(backend.access.diskUsage(handle, signal)).resolves.toBeGreaterThan(0);
    });

    it('can be watched for a while, with rates between two looks, until the watcher goes', async () => {
      const abort = new AbortController();
      const begun = Date.now();
      const looks = underTest.target === 'simulated' ? 1 : 2;
      const seen: RuntimeStats[] = [];
      for await (const stats of backend.access.stats(handle, abort.signal)) {
        seen.push(stats);
        if (seen.length === looks) abort.abort();
      }
      expect(seen).toHaveLength(looks);
      const times = [begun, ...seen.map(({ at }) => at.getTime())];
      expect(times).toEqual([...new Set(times)].sort((a, b) => a - b));
      for (const { cpuPercent } of seen) expect(cpuPercent).toBeGreaterThanOrEqual(0);
    });
    describeExec(
      () => backend,
      () => handle,
    );

    it('finds the runtime again after a restart of the worker', async () => {
      const before = await inspect();
      backend = underTest.make(1);
      await expect(inspect()).resolves.toEqual(before);
    });

    it('refuses to go back to an older generation', async () => {
      const older = { ...agent.spec, generation: 0 };
      await expect(backend.provisioner.ensureRuntime(older, signal)).rejects.toMatchObject({
        code: 'conflict',
      });
      await expect(inspect()).resolves.toMatchObject({ state: 'running', generation: 1 });
    });

    it('puts limits right without a restart, where it holds to them', async () => {
      const { startedAt } = await inspect();
      const changed = { ...agent.spec, resources: { ...agent.spec.resources, vcpu: 1, ramMb: 3072 } };
      await backend.provisioner.amend(changed, signal);
      const { cpu } = await backend.access.capabilities();
      const limits = cpu === 'enforced' ? { vcpu: 1, ramMb: 3072 } : null;
      await expect(inspect()).resolves.toMatchObject({ state: 'running', startedAt, limits });
      await backend.provisioner.amend(agent.spec, signal);
    });

    it('stops a runtime with the commands in it; one that is stopped stays as it is', async () => {
      const cat = await openScreen(backend, handle, ['cat']);
      await backend.provisioner.stop(handle, GRACE_MS, signal);
      await Promise.all([cat.read, cat.session.exited]);
      await expect(openScreen(backend, handle, ['cat'])).rejects.toMatchObject({
        code: 'runtime_unreachable',
      });
      const stopped = await inspect();
      expect(stopped).toMatchObject({ state: 'exited', generation: 1, storagePresent: true });
      await backend.provisioner.stop(handle, GRACE_MS, signal);
      await expect(inspect()).resolves.toEqual(stopped);
      await expect(readUsage(backend, [handle])).resolves.toEqual([]);
      for await (const stats of backend.access.stats(handle, signal)) expect(stats).toBeUndefined();
      await expect(backend.access.endpoint(handle, 'sidecar')).rejects.toMatchObject({
        code: 'runtime_unreachable',
      });
    });

    it('replaces a runtime of an older generation, from the image that is named', async () => {
      const { image } = await inspect();
      const named = { ...next, spec: { ...next.spec, image } };
      await expect(create(backend, named)).resolves.toEqual(handle);
      await expect(inspect()).resolves.toMatchObject({
        ...{ state: 'created', generation: 2, specHash: 'second', image, storagePresent: true },
      });
    });

    it('lists every runtime as it would show each alone', async () => {
      const second = await deploy(backend, other);
      const found = await listed();
      expect([...found.keys()].sort()).toEqual([agent.spec.agentId, other.spec.agentId].sort());
      expect(found.get(agent.spec.agentId)).toEqual(await inspect());
      expect(found.get(other.spec.agentId)).toEqual(await inspect(second));
    });

    it('tells of changes as they happen, and ends with the signal', async () => {
      const abort = new AbortController();
      const seen: RuntimeChange[] = [];
      const watching = (async () => {
        for await (const change of backend.provisioner.watch(abort.signal)) seen.push(change);
      })();
      // A connection to the target takes a moment, and what was before is not told.
      await sleep(underTest.target === 'simulated' ? 50 : 1_500);
      await backend.provisioner.stop(handleOf(other.spec.agentId), GRACE_MS, signal);
      await eventually(() => seen.some(({ agentId }) => agentId === other.spec.agentId), SEEN_WITHIN_MS);
      abort.abort();
      await watching;
      expect(seen.every(({ agentId, what }) => agentId !== '' && what !== '')).toBe(true);
    });

    it('copies nothing from an agent it does not know, nor into one that was started', async () => {
      const unknown = handleOf(makeAgent(underTest.target).spec.agentId);
      const target = await create(backend, copy);
      const before = await inspect(target);
      const into = (from: RuntimeHandle, to: RuntimeHandle): Promise<void> =>
        backend.provisioner.copyState(from, to, 'files', () => undefined, signal);
      await expect(into(unknown, target)).rejects.toThrow();
      await expect(into(handle, handleOf(other.spec.agentId))).rejects.toThrow();
      await expect(inspect(target)).resolves.toEqual(before);
      await expect(underTest.remains(unknown.agentId)).resolves.toEqual([]);
    });

    it('copies from an agent that does not run, once', async () => {
      const target = handleOf(copy.spec.agentId);
      for (let time = 0; time < 2; time += 1) {
        await backend.provisioner.copyState(handle, target, 'files', () => undefined, signal);
      }
      await expect(inspect(target)).resolves.toMatchObject({ state: 'created' });
    });

    it('ends at once when its caller gives up, and has done nothing', async () => {
      const gone = AbortSignal.abort(new Error('given up'));
      const { provisioner } = backend;
      const before = await inspect();
      const third = makeAgent(underTest.target).spec;
      const calls = [
        () => provisioner.ensureStorage(third, gone),
        () => provisioner.ensureNetwork(third, gone),
        () => provisioner.ensureRuntime({ ...next.spec, generation: 3, specHash: 'third' }, gone),
        () => provisioner.start(handle, gone),
        () => provisioner.amend({ ...next.spec, resources: { vcpu: 1, ramMb: 3072, diskGb: null } }, gone),
        () => provisioner.remove(handle, { keepState: false }, gone),
        () => readUsage(backend, [handle], gone),
      ];
      for (const call of calls) await expect(call()).rejects.toThrow(/given up|abort/);
      await expect(inspect()).resolves.toEqual(before);
      await expect(underTest.remains(third.agentId)).resolves.toEqual([]);
    });

    it('keeps the state of a removed runtime when asked, and still lists the agent', async () => {
      await backend.provisioner.remove(handle, { keepState: true }, signal);
      const left = await inspect();
      expect(left).toMatchObject({ state: 'absent', generation: null, storagePresent: true });
      expect((await listed()).get(agent.spec.agentId)).toEqual(left);
      await expect(backend.provisioner.start(handle, signal)).rejects.toThrow();
      await create(backend, next);
      await expect(inspect()).resolves.toMatchObject({ state: 'created', generation: 2 });
    });

    (underTest.loseStorage ? it : it.skip)('never makes lost storage anew in silence', async () => {
      await underTest.loseStorage?.(agent.spec.agentId);
      await expect(inspect()).resolves.toMatchObject({ storagePresent: false });
      const missing = { name: 'RuntimeFault', code: 'storage_missing' };
      const third = { ...next.spec, generation: 3, specHash: 'third' };
      await expect(backend.provisioner.ensureRuntime(third, signal)).rejects.toMatchObject(missing);
      await expect(backend.provisioner.start(handle, signal)).rejects.toMatchObject(missing);
      await expect(inspect()).resolves.toMatchObject({ storagePresent: false });
    });

    it('removes one agent without a trace and without touching the other', async () => {
      const before = await inspect(handleOf(other.spec.agentId));
      for (const { spec } of [agent, agent, copy]) {
        await backend.provisioner.remove(handleOf(spec.agentId), { keepState: false }, signal);
        await backend.provisioner.stop(handleOf(spec.agentId), GRACE_MS, signal);
        await expect(underTest.remains(spec.agentId)).resolves.toEqual([]);
      }
      await expect(inspect(handleOf(other.spec.agentId))).resolves.toEqual(before);
      expect([...(await listed()).keys()]).toEqual([other.spec.agentId]);
    });
  });
}
