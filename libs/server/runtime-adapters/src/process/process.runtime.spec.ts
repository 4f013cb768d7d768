import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type BackendUnderTest, describeRuntimeBackend } from '../conformance/describe-runtime-backend';
import type { TestAgent } from '../conformance/harness';
import { optionsForTest, TEST_DATA_ROOT } from '../conformance/settings';
import type { RuntimeHandle } from '../ports';
import { createBackends } from '../registry';
import { areFree } from './allocate';
import { ProcessPlaces } from './places';
import { processesOf } from './process-tree';
import { readRecord } from './record';
import { entriesOwnedBy } from './temporary-files';

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
    const backend = createBackends(options).get('process');
    if (!backend) throw new Error('no backend');
    return backend;
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
