import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { text } from 'node:stream/consumers';
import { networkInterfaces } from 'node:os';
import { promisify } from 'node:util';
import Docker from 'dockerode';
import { deploy, eventually, makeAgent } from '../conformance/harness';
import { optionsForTest, TEST_DATA_ROOT } from '../conformance/settings';
import type { RuntimeBackend, RuntimeHandle } from '../ports';
import { chainNames, chainsOf } from './firewall-rules';
import { whyUnfiltered } from './host-firewall';
import { gatewaysOf, inspectNetwork } from './networks';
import { createDockerBackend } from './index';

const run = promisify(execFile);
const docker = new Docker();
const { signal } = new AbortController();
const installationId = `test-${randomBytes(4).toString('hex')}`;

/** A neighbour beyond this host: a network namespace with addresses of its own. */
const namespace = `nora-${randomBytes(3).toString('hex')}`;
const link = `vn${randomBytes(3).toString('hex')}`;
const NEIGHBOUR = '198.51.100.2';
const METADATA = '169.254.169.254';
const STORE_PORT = 5432;
const OPEN_PORT = 7777;

const ip = (...argv: string[]) => run('ip', argv);

/** What a connection from inside a runtime comes to: `open`, or the error. */
async function connectFrom(handle: RuntimeHandle, host: string, port: number): Promise<string> {
  const program = `
    const socket = require('node:net').connect({ host: process.argv[1], port: Number(process.argv[2]) });
    const end = (said) => { console.log(said); process.exit(0); };
    socket.on('connect', () => end('open')).on('error', ({ code }) => end(code));
    setTimeout(() => end('silent'), 3000);`;
  const exec = await docker.getContainer(handle.id).exec({
    Cmd: ['node', '-e', program, host, String(port)],
    AttachStdout: true,
    Tty: true,
  });
  return (await text(await exec.start({ Tty: true }))).trim();
}

/** Everything in the host's firewall that names the installation. */
async function rules(): Promise<string[]> {
  const { stdout } = await run('iptables', ['-w', '-S']);
  return stdout.split('\n').filter((line) => chainNames(installationId).some((name) => line.includes(name)));
}

async function listen(): Promise<{ server: Server; port: number }> {
  const server = createServer((socket) => socket.on('error', () => undefined).end('here')).listen(
    0,
    '0.0.0.0',
  );
  await new Promise((resolve) => server.once('listening', resolve));
  return { server, port: (server.address() as AddressInfo).port };
}

describe('what an agent on Docker reaches', () => {
  const [agent, other] = [makeAgent('docker'), makeAgent('docker')];
  const closing: (() => void)[] = [];
  const warned: string[] = [];
  let backend: RuntimeBackend;
  let handle: RuntimeHandle;
  let neighbour: RuntimeHandle;
  let nora: number;
  let service: number;
  let enforced: boolean;

  beforeAll(async () => {
    for (const { server, port } of [await listen(), await listen()]) {
      closing.push(() => server.close());
      [nora, service] = [nora ?? port, port];
    }
    const options = optionsForTest({
      NORA_INSTALLATION_ID: installationId,
      NORA_TARGETS: 'docker',
      NORA_DATA_DIR: TEST_DATA_ROOT,
      RUNTIME_LISTENER_URL_DOCKER: `http://host.docker.internal:${nora}`,
    });
    enforced = (await whyUnfiltered(options.settings)) === null;
    backend = createDockerBackend({
      ...options,
      protectedAddresses: [{ host: NEIGHBOUR, port: STORE_PORT }],
      warn: (message) => warned.push(message),
    });
    handle = await deploy(backend, agent);
    neighbour = await deploy(backend, other);
    if (enforced) await makeNeighbour();
  });

  afterAll(async () => {
    for (const close of closing) close();
    for (const one of [handle, neighbour]) {
      await backend.provisioner.remove(one, { keepState: false }, signal);
    }
    if (enforced) await ip('netns', 'delete', namespace);
    expect(enforced ? await rules() : []).toEqual([]);
  });

  async function makeNeighbour(): Promise<void> {
    await ip('netns', 'add', namespace);
    await ip('link', 'add', link, 'type', 'veth', 'peer', 'name', 'outside', 'netns', namespace);
    await ip('address', 'add', '198.51.100.1/30', 'dev', link);
    await ip('link', 'set', link, 'up');
    const inside = (...argv: string[]) => ip('-n', namespace, ...argv);
    await inside('address', 'add', `${NEIGHBOUR}/30`, 'dev', 'outside');
    await inside('link', 'set', 'outside', 'up');
    await inside('link', 'set', 'lo', 'up');
    await inside('address', 'add', `${METADATA}/32`, 'dev', 'lo');
    await inside('route', 'add', 'default', 'via', '198.51.100.1');
    await ip('route', 'add', `${METADATA}/32`, 'via', NEIGHBOUR);
    const program = `for (const port of [80, ${STORE_PORT}, ${OPEN_PORT}])
      require('node:net').createServer((socket) => socket.end()).listen(port, '0.0.0.0');`;
    const child = execFile('ip', ['netns', 'exec', namespace, process.execPath, '-e', program]);
    closing.push(() => child.kill());
    await eventually(() => reachable(METADATA, 80));
  }

  it('is what its capabilities say', async () => {
    const { egressFilter } = await backend.access.capabilities();
    expect(egressFilter).toBe(enforced ? 'enforced' : 'none');
    expect(warned.length > 0).toBe(!enforced);
  });

  it('is Nora, by the address it is given', async () => {
    await expect(connectFrom(handle, 'host.docker.internal', nora)).resolves.toBe('open');
  });

  it('is no port of another agent', async () => {
    const { host, port } = await backend.access.endpoint(neighbour, 'sidecar');
    await eventually(() => reachable(host, port));
    const inside = (await docker.getContainer(neighbour.id).inspect()).NetworkSettings.Networks[neighbour.id];
    for (const address of [inside?.IPAddress ?? '', 'host.docker.internal']) {
      for (const at of [9090, port]) await expect(connectFrom(handle, address, at)).resolves.not.toBe('open');
    }
  });

  it('is no service of the host, at any of its addresses', async () => {
    if (!enforced) return;
    const own = gatewaysOf(await inspectNetwork(docker.getNetwork(handle.id)));
    const foreign = gatewaysOf(await inspectNetwork(docker.getNetwork(neighbour.id)));
    const outer = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
    const hosts = outer.filter(({ family, internal }) => family === 'IPv4' && !internal);
    const addresses = new Set([...own, ...foreign, ...hosts.map(({ address }) => address)]);
    for (const address of [...addresses, 'host.docker.internal']) {
      expect(await reachable(address === 'host.docker.internal' ? '127.0.0.1' : address, service)).toBe(true);
      await expect(connectFrom(handle, address, service)).resolves.toBe('ECONNREFUSED');
    }
  });

  it('is what lies outside, but neither a data store of Nora nor a metadata address', async () => {
    if (!enforced) return;
    await expect(connectFrom(handle, NEIGHBOUR, OPEN_PORT)).resolves.toBe('open');
    expect(await reachable(NEIGHBOUR, STORE_PORT)).toBe(true);
    await expect(connectFrom(handle, NEIGHBOUR, STORE_PORT)).resolves.toBe('ECONNREFUSED');
    await expect(connectFrom(handle, METADATA, 80)).resolves.toBe('ECONNREFUSED');
  });

  it('stays so when somebody empties the rules, and while others come and go', async () => {
    if (!enforced) return;
    const before = await rules();
    await run('iptables', ['-w', '-F', chainsOf(installationId).toHost]);
    await expect(connectFrom(handle, 'host.docker.internal', service)).resolves.toBe('open');
    for await (const one of backend.provisioner.list(signal)) expect(one.state).toBe('running');
    await expect(connectFrom(handle, 'host.docker.internal', service)).resolves.toBe('ECONNREFUSED');
    await Promise.all([agent, other].map(({ spec }) => backend.provisioner.ensureNetwork(spec, signal)));
    expect(await rules()).toEqual(before);
    await backend.provisioner.remove(neighbour, { keepState: false }, signal);
    await expect(connectFrom(handle, 'host.docker.internal', service)).resolves.toBe('ECONNREFUSED');
    await expect(connectFrom(handle, 'host.docker.internal', nora)).resolves.toBe('open');
  });
});

/** Whether this host itself gets a connection, so that a refusal inside says something. */
async function reachable(host: string, port: number): Promise<boolean> {
  const socket = connect({ host, port });
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(2_000) });
    return true;
  } catch {
    return false;
  } finally {
    socket.on('error', () => undefined).destroy();
  }
}
