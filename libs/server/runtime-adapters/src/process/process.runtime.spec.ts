import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, stat, symlink } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { type BackendUnderTest, describeRuntimeBackend } from '../conformance/describe-runtime-backend';
import { create, eventually, makeAgent, type TestAgent } from '../conformance/harness';
import { optionsForTest, TEST_DATA_ROOT } from '../conformance/settings';
import type { RuntimeHandle } from '../ports';
import { areFree } from './allocate';
import { ProcessPlaces } from './places';
import { processesOf } from './process-tree';
import { readRecord } from './record';
import { entriesOwnedBy } from './temporary-files';
import { createProcessBackend } from './index';

const places = new ProcessPlaces(TEST_DATA_ROOT);
const installationId = `test-${randomBytes(4).toString('hex')}`;
const asRoot = process.getuid?.() === 0;
/** Users and ports agents had, because a removed agent has no record of them. */
const had = new Map<string, { uid: number | null; ports: { sidecar: number; gateway: number } | null }>();

const underTest: BackendUnderTest = {
  target: 'process',
  modelHost: '127.0.0.1',
  make(modelPort) {
    const options = optionsForTest({
      NORA_INSTALLATION_ID: installationId,
      NORA_TARGETS: 'process',
      NORA_DATA_DIR: TEST_DATA_ROOT,
      RUNTIME_LISTENER_URL_PROCESS: `http://127.0.0.1:${modelPort}`,
    });
    return createProcessBackend(options);
  },
  async remains(agentId) {
    const record = (await readRecord(places, agentId)) ?? had.get(agentId);
    const uid = record?.uid ?? null;
    if (record) had.set(agentId, { uid, ports: record.ports });
    const found = (await processesOf({ agentId, uid })).map((pid) => `process ${pid}`);
    if (record?.ports && !(await areFree(record.ports))) found.push('a port');
    if (existsSync(places.agent(agentId))) found.push('files');
    if (uid !== null) found.push(...(await entriesOwnedBy(uid)));
    return found;
  },
  async inspectRunning(handle: RuntimeHandle, { spec, secrets }: TestAgent) {
    const record = await readRecord(places, spec.agentId);
    if (!record?.process) throw new Error('no process');
    for (const pid of await processesOf(record)) {
      const commandLine = await readFile(`/proc/${pid}/cmdline`, 'utf8');
      for (const secret of Object.values(secrets)) expect(commandLine).not.toContain(secret);
    }
    const sidecarEnvironment = await readFile(`/proc/${record.process.pid}/environ`, 'utf8');
    for (const secret of Object.values(secrets)) expect(sidecarEnvironment).not.toContain(secret);
    expect(sidecarEnvironment).not.toContain('DATABASE_URL');
    const home = await stat(places.home(spec.agentId));
    expect(home.mode & 0o777).toBe(0o700);
    const secret = await stat(join(places.home(spec.agentId), '.nora/secrets/gateway-token'));
    expect(secret.mode & 0o777).toBe(0o600);
    if (asRoot) {
      expect(home.uid).toBe(record.uid);
      expect(record.uid).toBeGreaterThan(65_535);
      expect((await stat(`/proc/${record.process.pid}`)).uid).toBe(record.uid);
    }
    expect(handle.id).toBe(places.agent(spec.agentId));
  },
  loseStorage: (agentId) => rm(places.home(agentId), { recursive: true }),
  async cleanUp() {
    await rm(places.agents, { recursive: true, force: true });
  },
};

describeRuntimeBackend('process', underTest);

describe('process backend on its host', () => {
  const { signal } = new AbortController();
  const agent = makeAgent('process');
  const backend = underTest.make(1);
  const handle = backend.access.handleFor(agent.spec.agentId);
  const installations = join(places.runtimes, 'openclaw');
  const [earlier, broken] = [`0-earlier-${installationId}`, `0-broken-${installationId}`];
  let generation = 0;
  const made = async (image: string | null, told: string[] = []) => {
    const spec = { ...agent.spec, image, generation: (generation += 1) };
    await create(backend, { ...agent, spec }, (message) => told.push(message));
    return (await backend.access.inspect(handle)).image;
  };
  let present: string;

  beforeAll(async () => {
    present = (await made(null)) ?? '';
    await symlink(join(installations, present), join(installations, earlier));
    await mkdir(join(installations, broken));
  });
  afterAll(async () => {
    await backend.provisioner.remove(handle, { keepState: false }, signal);
    for (const name of [earlier, broken])
      await rm(join(installations, name), { recursive: true, force: true });
    await underTest.cleanUp();
  });

  it('runs from an earlier installation while there is one, and says when there is none', async () => {
    const told: string[] = [];
    await expect(made(earlier, told)).resolves.toBe(earlier);
    expect(told.join()).not.toContain('is gone');
    await rm(join(installations, earlier));
    await expect(made(earlier, told)).resolves.toBe(present);
    expect(told.join()).toContain(`${earlier} is gone; ${present} is used`);
    await expect(made('../../../etc')).resolves.toBe(present);
  });

  it('refuses an installation that is not complete, also when it starts', async () => {
    const fault = { name: 'RuntimeFault', code: 'image_broken' };
    await expect(made(broken)).rejects.toMatchObject(fault);
    await symlink(join(installations, present), join(installations, earlier));
    await made(earlier);
    await rm(join(installations, earlier));
    await expect(backend.provisioner.start(handle, signal)).rejects.toMatchObject(fault);
    await made(null);
  });

  it('refuses to start while another program has its ports', async () => {
    const ports = (await readRecord(places, agent.spec.agentId))?.ports;
    const taken = createServer().listen(ports?.gateway, '127.0.0.1');
    await once(taken, 'listening');
    try {
      const started = backend.provisioner.start(handle, signal);
      await expect(started).rejects.toMatchObject({ name: 'RuntimeFault', code: 'port_in_use' });
    } finally {
      taken.close();
    }
  });

  it('tells of a frozen runtime, lets it go on, and tells of one that was killed', async () => {
    await backend.provisioner.start(handle, signal);
    const leader = (await readRecord(places, agent.spec.agentId))?.process?.pid ?? 0;
    const abort = new AbortController();
    const seen: string[] = [];
    const watching = (async () => {
      for await (const { what } of backend.provisioner.watch(abort.signal)) seen.push(what);
    })();
    const state = async () => (await backend.access.inspect(handle)).state;
    try {
      await eventually(async () => (await state()) === 'running');
      // The first look of the watch is what later ones are compared with.
      await new Promise((resolve) => setTimeout(resolve, 500));
      process.kill(leader, 'SIGSTOP');
      await eventually(async () => (await state()) === 'paused');
      await eventually(() => seen.includes('process paused'), 3_000);
      await backend.provisioner.start(handle, signal);
      await eventually(async () => (await state()) === 'running');
      await eventually(() => seen.includes('process started'), 3_000);
      process.kill(leader, 'SIGKILL');
      await eventually(() => seen.includes('process exited'), 3_000);
      // The gateway outlives its parent by a moment, and writes.
      const again = { maxRetries: 30, retryDelay: 100 };
      await rm(places.home(agent.spec.agentId), { recursive: true, ...again });
      await eventually(() => seen.includes('storage removed'), 3_000);
    } finally {
      abort.abort();
      await watching;
    }
  });

  it('stops a runtime that is frozen', async () => {
    await backend.provisioner.ensureStorage(agent.spec, signal);
    await made(null);
    await backend.provisioner.start(handle, signal);
    const leader = (await readRecord(places, agent.spec.agentId))?.process?.pid ?? 0;
    process.kill(leader, 'SIGSTOP');
    await eventually(async () => (await backend.access.inspect(handle)).state === 'paused');
    await backend.provisioner.stop(handle, 20_000, signal);
    await expect(backend.access.inspect(handle)).resolves.toMatchObject({ state: 'exited' });
    await expect(processesOf({ agentId: agent.spec.agentId, uid: null })).resolves.toEqual([]);
  });
});
