import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import Docker from 'dockerode';
import { DemoModel } from '../conformance/demo-model';
import { awaitReady, create, deploy, eventually, execute, makeAgent, takeTurn } from '../conformance/harness';
import { optionsForTest, TEST_DATA_ROOT } from '../conformance/settings';
import type { ObservedRuntime, RuntimeBackend, RuntimeChange, RuntimeHandle } from '../ports';
import { tolerating } from './errors';
import { helperName } from './names';
import { createDockerBackend } from './index';

const SEEN_WITHIN_MS = 5_000;
const docker = new Docker();
const { signal } = new AbortController();

function backendFor(installationId: string, modelPort: number): RuntimeBackend {
  const options = optionsForTest({
    NORA_INSTALLATION_ID: installationId,
    NORA_TARGETS: 'docker',
    NORA_DATA_DIR: TEST_DATA_ROOT,
    RUNTIME_LISTENER_URL_DOCKER: `http://host.docker.internal:${modelPort}`,
  });
  return createDockerBackend(options);
}

describe('what somebody does by hand on the engine', () => {
  const backend = backendFor(`test-${randomBytes(4).toString('hex')}`, 1);
  const { provisioner, access } = backend;
  const agent = makeAgent('docker');
  const handle = access.handleFor(agent.spec.agentId);
  const container = docker.getContainer(handle.id);
  const abort = new AbortController();
  const seen: RuntimeChange[] = [];
  let watching: Promise<void>;

  const inspect = (): Promise<ObservedRuntime> => access.inspect(handle);
  const isSeen = (what: string): Promise<void> => {
    const from = seen.length;
    return eventually(() => seen.slice(from).some((change) => change.what === what), SEEN_WITHIN_MS);
  };

  beforeAll(async () => {
    watching = (async () => {
      for await (const change of provisioner.watch(abort.signal)) seen.push(change);
    })();
    await sleep(500);
    await deploy(backend, agent);
  });
  afterAll(async () => {
    abort.abort();
    await watching;
    await tolerating([404], () => container.remove({ force: true }));
    await provisioner.remove(handle, { keepState: false }, signal);
    await expect(docker.getNetwork(handle.id).inspect()).rejects.toMatchObject({ statusCode: 404 });
  });

  it('sees changed limits and puts them right without a restart', async () => {
    const { startedAt } = await inspect();
    const told = isSeen('container update');
    await container.update({ Memory: 1024 ** 3, MemorySwap: 1024 ** 3, NanoCpus: 500_000_000 });
    await told;
    await expect(inspect()).resolves.toMatchObject({ limits: { vcpu: 0.5, ramMb: 1024 } });
    await provisioner.amend(agent.spec, signal);
    await expect(inspect()).resolves.toMatchObject({
      ...{ state: 'running', startedAt, limits: { vcpu: 1.5, ramMb: 2048 } },
    });
  });

  it('sees a cut network and reaches the runtime again without a restart', async () => {
    const { startedAt } = await inspect();
    const told = isSeen('network disconnect');
    await docker.getNetwork(handle.id).disconnect({ Container: handle.id });
    await told;
    await expect(inspect()).resolves.toMatchObject({ state: 'running', networkAttached: false });
    await provisioner.amend(agent.spec, signal);
    await expect(inspect()).resolves.toMatchObject({ state: 'running', networkAttached: true, startedAt });
    const { host, port } = await access.endpoint(handle, 'sidecar');
    await eventually(() =>
      fetch(`http://${host}:${port}/health`, { signal: AbortSignal.timeout(2_000) })
        .then(({ ok }) => ok)
        .catch(() => false),
    );
  });

  it('makes a removed network anew and joins the runtime to it', async () => {
    await docker.getNetwork(handle.id).disconnect({ Container: handle.id, Force: true });
    await docker.getNetwork(handle.id).remove();
    await expect(inspect()).resolves.toMatchObject({ networkAttached: false });
    await provisioner.amend(agent.spec, signal);
    await expect(inspect()).resolves.toMatchObject({ state: 'running', networkAttached: true });
  });

  it('sees a paused runtime and lets it go on', async () => {
    const told = isSeen('container pause');
    await container.pause();
    await told;
    await expect(inspect()).resolves.toMatchObject({ state: 'paused' });
    await expect(access.endpoint(handle, 'gateway')).rejects.toMatchObject({ code: 'runtime_unreachable' });
    await provisioner.start(handle, signal);
    await expect(inspect()).resolves.toMatchObject({ state: 'running' });
  });

  it('stops a paused runtime', async () => {
    await container.pause();
    await provisioner.stop(handle, 10_000, signal);
    await expect(inspect()).resolves.toMatchObject({ state: 'exited' });
  });

  it('sees start and stop', async () => {
    const started = isSeen('container start');
    await container.start();
    await started;
    const stopped = isSeen('container die');
    await container.stop({ t: 1 });
    await stopped;
  });

  it('sees a removed container and a removed volume', async () => {
    const removed = isSeen('container destroy');
    await container.remove({ force: true });
    await removed;
    await expect(inspect()).resolves.toMatchObject({ state: 'absent', storagePresent: true });
    const lost = isSeen('volume destroy');
    await docker.getVolume(handle.id).remove();
    await lost;
    await expect(inspect()).resolves.toMatchObject({ state: 'absent', storagePresent: false });
    expect(seen.every(({ agentId }) => agentId === agent.spec.agentId)).toBe(true);
  });

  it('never touches a container of somebody else that has the name', async () => {
    const { spec } = agent;
    await provisioner.ensureStorage(spec, signal);
    const foreign = await docker.createContainer({
      name: handle.id,
      Image: optionsForTest({ NORA_INSTALLATION_ID: 'test', NORA_DATA_DIR: '/' }).settings.baseImage,
      Cmd: ['sleep', '60'],
    });
    await foreign.start();
    await expect(inspect()).resolves.toMatchObject({ state: 'foreign', generation: null, image: null });
    const listed: ObservedRuntime[] = [];
    for await (const one of provisioner.list(signal)) listed.push(one);
    expect(listed).toEqual([await inspect()]);
    const refused = { name: 'RuntimeFault', code: 'not_ours' };
    await expect(provisioner.ensureRuntime(spec, signal)).rejects.toMatchObject(refused);
    await expect(provisioner.inject(handle, [], signal)).rejects.toMatchObject(refused);
    await expect(provisioner.start(handle, signal)).rejects.toMatchObject(refused);
    await expect(provisioner.amend(spec, signal)).rejects.toMatchObject(refused);
    await provisioner.stop(handle, 1_000, signal);
    await provisioner.remove(handle, { keepState: true }, signal);
    expect((await foreign.inspect()).State.Running).toBe(true);
    await foreign.remove({ force: true });
  });

  it('says which image is used in place of one that is gone', async () => {
    const told: string[] = [];
    const spec = { ...agent.spec, image: 'nora/runtime-openclaw:long-gone' };
    await provisioner.ensureImage(spec, (message) => told.push(message), signal);
    expect(told[0]).toMatch(
      /nora\/runtime-openclaw:long-gone is no longer .* nora\/runtime-openclaw:\S+ is used/,
    );
    await create(backend, { ...agent, spec });
    expect((await inspect()).image).toMatch(/^nora\/runtime-openclaw:2/);
  });
});

describe('state copied on Docker', () => {
  const model = new DemoModel();
  const source = makeAgent('docker');
  const twin = makeAgent('docker');
  let backend: RuntimeBackend;
  let from: RuntimeHandle;

  const ask = (of: RuntimeHandle, agent: typeof source, prompt: string): Promise<string[]> =>
    takeTurn(backend, of, agent.secrets.gatewayToken, prompt);

  async function duplicate(told: string[] = []): Promise<void> {
    const to = await deploy(backend, twin, (message) => told.push(message), { from, scope: 'memory' });
    const since = Date.now();
    await awaitReady(backend, to);
    // A lease that came along would hold it up for minutes.
    expect(Date.now() - since).toBeLessThan(180_000);
    await ask(to, twin, 'what was first?');
    expect(model.calls.at(-1)?.history.join(' ')).toContain('the quick brown fox');
    await expect(docker.getContainer(helperName(to.id)).inspect()).rejects.toMatchObject({ statusCode: 404 });
    await backend.provisioner.remove(to, { keepState: false }, signal);
  }

  beforeAll(async () => {
    backend = backendFor(`test-${randomBytes(4).toString('hex')}`, await model.listen('0.0.0.0'));
    from = await deploy(backend, source);
    await awaitReady(backend, from);
    await ask(from, source, 'the quick brown fox');
  });
  afterAll(async () => {
    for (const { spec } of [source, twin]) {
      await backend.provisioner.remove(backend.access.handleFor(spec.agentId), { keepState: false }, signal);
    }
    await model.close();
  });

  it('leaves nothing of the copy in the source', async () => {
    await duplicate();
    const { stdout } = await execute(backend, from, source.secrets, ['ls', '.cache']);
    expect(stdout).not.toContain('nora-copy');
  });

  it('pauses the source for a moment when it can write no backup', async () => {
    const told: string[] = [];
    await execute(backend, from, source.secrets, ['chmod', '500', '.cache']);
    await duplicate(told);
    await execute(backend, from, source.secrets, ['chmod', '700', '.cache']);
    expect(told.join('\n')).toContain('the agent is paused for the copy');
    await expect(backend.access.inspect(from)).resolves.toMatchObject({ state: 'running' });
    await ask(from, source, 'still there?');
  });

  it('copies from storage alone, also when the runtime was killed and left its lease', async () => {
    await docker.getContainer(from.id).remove({ force: true });
    await duplicate();
  });
});
