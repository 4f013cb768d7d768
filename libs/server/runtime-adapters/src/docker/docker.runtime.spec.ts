import { BlockList } from 'node:net';
import { randomBytes } from 'node:crypto';
import Docker from 'dockerode';
import { type BackendUnderTest, describeRuntimeBackend } from '../conformance/describe-runtime-backend';
import { deploy, execute, makeAgent, type TestAgent } from '../conformance/harness';
import { optionsForTest, TEST_DATA_ROOT } from '../conformance/settings';
import type { RuntimeBackend, RuntimeHandle } from '../ports';
import { orNull } from './errors';
import { hostName, objectName } from './names';
import { inspectNetwork } from './networks';
import { createDockerBackend } from './index';

const docker = new Docker();
const installationId = `test-${randomBytes(4).toString('hex')}`;
let backend: RuntimeBackend;

const underTest: BackendUnderTest = {
  target: 'docker',
  modelHost: '0.0.0.0',
  make(modelPort) {
    const options = optionsForTest({
      NORA_INSTALLATION_ID: installationId,
      NORA_TARGETS: 'docker',
      NORA_DATA_DIR: TEST_DATA_ROOT,
      RUNTIME_LISTENER_URL_DOCKER: `http://host.docker.internal:${modelPort}`,
    });
    backend = createDockerBackend(options);
    return backend;
  },
  async remains(agentId) {
    const name = objectName(installationId, agentId);
    const found = await Promise.all([
      orNull(() => docker.getContainer(name).inspect()).then((it) => (it ? ['container'] : [])),
      orNull(() => docker.getVolume(name).inspect()).then((it) => (it ? ['volume'] : [])),
      orNull(() => docker.getNetwork(name).inspect()).then((it) => (it ? ['network'] : [])),
    ]);
    return found.flat();
  },
  async inspectRunning(handle: RuntimeHandle, agent: TestAgent) {
    const { spec, secrets } = agent;
    const found = await docker.getContainer(handle.id).inspect();
    expect(found.Config).toMatchObject({ User: '1000:1000', Hostname: hostName(spec.agentId) });
    expect(found.HostConfig).toMatchObject({
      Init: true,
      ReadonlyRootfs: true,
      Privileged: false,
      CapAdd: null,
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges'],
      PidsLimit: 512,
      Memory: 2048 * 1024 * 1024,
      MemorySwap: 2048 * 1024 * 1024,
      NanoCpus: 1_500_000_000,
      Binds: null,
      NetworkMode: objectName(installationId, spec.agentId),
      RestartPolicy: { Name: 'unless-stopped' },
      LogConfig: { Type: 'json-file', Config: { 'max-size': '10m', 'max-file': '3' } },
    });
    expect(Object.keys(found.NetworkSettings.Networks)).toEqual([objectName(installationId, spec.agentId)]);
    expect(found.Mounts.map(({ Type, Destination }) => [Type, Destination])).toEqual([
      ['volume', '/home/node'],
    ]);
    const published = Object.values(found.NetworkSettings.Ports).flatMap((ports) => ports ?? []);
    expect(published.map(({ HostIp }) => HostIp)).toEqual(['127.0.0.1', '127.0.0.1']);
    expect(Object.keys(found.Config.Labels).filter((label) => label.startsWith('nora.'))).toEqual([
      ...['nora.agent', 'nora.generation', 'nora.installation', 'nora.spec-hash', 'nora.workspace'],
    ]);
    const image = docker.getImage(found.Image);
    const told = JSON.stringify([found, await image.inspect(), await image.history()]);
    for (const secret of Object.values(secrets)) expect(told).not.toContain(secret);
    const network = await inspectNetwork(docker.getNetwork(handle.id));
    expect(network.IPAM?.Config?.[0]?.Subnet).toMatch(/^10\.213\.\d+\.\d+\/28$/);
    expect(network.EnableIPv6).toBe(false);

    const inside = (...argv: string[]) => execute(backend, handle, secrets, argv);
    await expect(inside('touch', '/opt/nora/x')).resolves.toMatchObject({ exitCode: 1 });
    const status = (await inside('cat', '/proc/self/status')).stdout;
    expect(status).toMatch(/CapEff:\s+0{16}\n/);
    expect(status).toMatch(/NoNewPrivs:\s+1\n/);
    expect(status).toMatch(/Seccomp:\s+2\n/);
    const pids = await inside('sh', '-c', 'cat /sys/fs/cgroup/pids.max /sys/fs/cgroup/pids/pids.max');
    expect(pids.stdout.trim()).toBe('512');
    const addresses = await inside('cat', '/proc/net/if_inet6');
    expect(addresses.stdout.split('\n').filter((line) => line !== '' && !/ lo$/.test(line))).toEqual([]);
    await expect(inside('ls', '/var/run/docker.sock')).resolves.toMatchObject({ exitCode: 2 });
    const modes = await inside('stat', '-c', '%a %u', '/home/node/.nora/secrets/gateway-token');
    expect(modes.stdout.trim()).toBe('600 1000');

    // A file that is written anew is another one, and the runtime may be reading it.
    const find = ['find', '/home/node/.nora', '-type', 'f', '-printf', '%p %i %C@\\n'];
    const before = (await inside(...find)).stdout;
    expect(before).toContain('/contract.json');
    await deploy(backend, agent);
    expect((await inside(...find)).stdout).toBe(before);
    const added = { path: '.nora/added', content: 'new', mode: 0o600 };
    await backend.provisioner.inject(handle, [added], new AbortController().signal);
    await expect(inside('cat', '/home/node/.nora/added')).resolves.toMatchObject({ stdout: 'new' });
  },
  async loseStorage(agentId) {
    const name = objectName(installationId, agentId);
    await docker.getContainer(name).remove({ force: true });
    await docker.getVolume(name).remove();
  },
  cleanUp: () => Promise.resolve(),
};

describeRuntimeBackend('docker', underTest);

describe('docker backend with Nora in a container of its own', () => {
  const control = `nora-test-control-${installationId}`;
  const { signal } = new AbortController();
  const agent = makeAgent('docker');
  const options = optionsForTest({
    NORA_INSTALLATION_ID: `${installationId}-in`,
    NORA_TARGETS: 'docker',
    NORA_DATA_DIR: TEST_DATA_ROOT,
    DOCKER_CONTROL_CONTAINER: control,
  });
  const joined = createDockerBackend(options);

  beforeAll(async () => {
    const Cmd = ['node', '-e', 'setInterval(() => 0, 1000)'];
    const container = await docker.createContainer({ name: control, Image: options.settings.baseImage, Cmd });
    await container.start();
  });
  afterAll(() => docker.getContainer(control).remove({ force: true }));

  it('joins the network of each agent, publishes nothing, and leaves when the agent goes', async () => {
    const handle = await deploy(joined, agent);
    const found = await docker.getContainer(handle.id).inspect();
    expect(Object.values(found.NetworkSettings.Ports).flatMap((ports) => ports ?? [])).toEqual([]);
    const endpoint = await joined.access.endpoint(handle, 'sidecar');
    expect(endpoint).toEqual({ host: found.NetworkSettings.Networks[handle.id]?.IPAddress, port: 9090 });
    const networks = async () =>
      (await docker.getContainer(control).inspect()).NetworkSettings.Networks[handle.id]?.IPAddress;
    const { controlPlaneAddresses } = await joined.provisioner.ensureNetwork(agent.spec, signal);
    const block = new BlockList();
    for (const one of controlPlaneAddresses) {
      const [address = '', prefix] = one.split('/');
      block.addSubnet(address, Number(prefix));
    }
    expect(block.check((await networks()) ?? '')).toBe(true);
    await joined.provisioner.remove(handle, { keepState: false }, signal);
    expect(await networks()).toBeUndefined();
    await expect(orNull(() => docker.getNetwork(handle.id).inspect())).resolves.toBeNull();
  });
});
