import { randomBytes, randomUUID } from 'node:crypto';
import Docker from 'dockerode';
import { createBackends, createRuntimeAccess, type RuntimeBackend } from '@nora/runtime-adapters';
import {
  type BackendUnderTest,
  deploy,
  describeLifecycle,
  makeAgent,
  optionsForTest,
  TEST_DATA_ROOT,
} from '@nora/runtime-adapters/conformance';
import { objectName } from '@nora/runtime-adapters/docker-specs';
import { openTestGates, type TestGates } from './testing/gates';

const engine = new Docker();
const installationId = `gate-${randomBytes(4).toString('hex')}`;
const controlContainer = `nora-test-control-${installationId}`;
const environment = {
  NORA_INSTALLATION_ID: installationId,
  NORA_TARGETS: 'docker',
  NORA_DATA_DIR: TEST_DATA_ROOT,
  DOCKER_CONTROL_CONTAINER: controlContainer,
};
const options = optionsForTest(environment);
const { signal } = new AbortController();
let gates: TestGates;

/** What is made while `DOCKER_HOST` names a gate, as Compose sets it. */
function behind<T>(socket: string, make: () => T): T {
  const before = process.env['DOCKER_HOST'];
  process.env['DOCKER_HOST'] = `unix://${socket}`;
  try {
    return make();
  } finally {
    if (before === undefined) delete process.env['DOCKER_HOST'];
    else process.env['DOCKER_HOST'] = before;
  }
}

/** The worker's half through the worker's gate, and the API's half through the API's. */
function backendBehindGates(): RuntimeBackend {
  const made = behind(gates.provision, () => createBackends(options).get('docker'));
  const access = behind(gates.access, () =>
    createRuntimeAccess({ settings: options.settings }).get('docker'),
  );
  if (!made || !access) throw new Error('no backend');
  return { provisioner: made.provisioner, access };
}

async function exists(find: () => Promise<unknown>): Promise<boolean> {
  return find().then(
    () => true,
    () => false,
  );
}

const underTest: BackendUnderTest = {
  target: 'docker',
  modelHost: '0.0.0.0',
  make: backendBehindGates,
  async remains(agentId) {
    const name = objectName(installationId, agentId);
    const found = await Promise.all([
      exists(() => engine.getContainer(name).inspect()),
      exists(() => engine.getVolume(name).inspect()),
      exists(() => engine.getNetwork(name).inspect()),
    ]);
    return ['container', 'volume', 'network'].filter((_, index) => found[index]);
  },
  inspectRunning: () => Promise.resolve(),
  async loseStorage(agentId) {
    const name = objectName(installationId, agentId);
    await engine.getContainer(name).remove({ force: true });
    await engine.getVolume(name).remove();
  },
  cleanUp: () => Promise.resolve(),
};

describe('the docker backend behind the gates', () => {
  beforeAll(async () => {
    gates = await openTestGates(environment);
    const Cmd = ['sleep', '600'];
    const control = await engine.createContainer({
      ...{ name: controlContainer, Image: options.settings.baseImage, Cmd, HostConfig: { Init: true } },
    });
    await control.start();
  });
  afterAll(async () => {
    await engine.getContainer(controlContainer).remove({ force: true });
    await gates.close();
  });

  describeLifecycle(underTest);

  describe('afterwards', () => {
    it('was never refused', () => {
      expect(gates.logged).toEqual([]);
    });
  });
});
