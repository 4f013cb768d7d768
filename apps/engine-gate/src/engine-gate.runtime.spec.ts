import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import Docker from 'dockerode';
import { pack } from 'tar-stream';
import type { RuntimeBackend } from '@nora/runtime-adapters';
import {
  type BackendUnderTest,
  createDockerAccess,
  createDockerBackend,
  deploy,
  describeLifecycle,
  makeAgent,
  optionsForTest,
  TEST_DATA_ROOT,
} from '@nora/runtime-adapters/conformance';
import { containerOptions, helperOptions, objectName } from '@nora/runtime-adapters/docker-specs';
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
  const { provisioner } = behind(gates.provision, () => createDockerBackend(options));
  const access = behind(gates.access, () => createDockerAccess(options));
  return { provisioner, access };
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

  describe('with a caller that wants more', () => {
    const agent = makeAgent('docker');
    const name = objectName(installationId, agent.spec.agentId);
    const foreign = `nora-test-foreign-${installationId}`;
    const refused = { statusCode: 403 };
    let api: Docker;
    let worker: Docker;
    let body: Docker.ContainerCreateOptions;

    beforeAll(async () => {
      [api, worker] = [gates.access, gates.provision].map((socketPath) => new Docker({ socketPath })) as [
        Docker,
        Docker,
      ];
      const Image = options.settings.baseImage;
      const other = await engine.createContainer({
        ...{ name: foreign, Image, Cmd: ['sleep', '600'], HostConfig: { Init: true } },
      });
      await other.start();
      await engine.createVolume({ Name: foreign });
      await deploy(backendBehindGates(), agent);
      const { Config } = await engine.getContainer(name).inspect();
      const spec = { ...agent.spec, generation: 2 };
      body = containerOptions({
        spec,
        installationId,
        image: Config.Image,
        joined: true,
        stopGraceSeconds: 60,
      });
      await engine.getContainer(name).remove({ force: true });
    });
    afterAll(async () => {
      const handle = backendBehindGates().access.handleFor(agent.spec.agentId);
      await backendBehindGates().provisioner.remove(
        handle,
        { keepState: false },
        new AbortController().signal,
      );
      await engine.getContainer(foreign).remove({ force: true });
      await engine.getVolume(foreign).remove();
    });

    it('makes no container for the API, and one for the worker only as Nora makes it', async () => {
      await expect(api.createContainer({ ...body })).rejects.toMatchObject(refused);
      const host = (changes: Docker.HostConfig) => ({
        ...body,
        HostConfig: { ...body.HostConfig, ...changes },
      });
      for (const wrong of [
        host({ Privileged: true }),
        host({ Binds: ['/:/host'] }),
        host({ NetworkMode: 'host' }),
        host({ PidMode: 'host' }),
        host({ CapAdd: ['SYS_ADMIN'] }),
        host({ SecurityOpt: ['seccomp=unconfined'] }),
        { ...body, Image: options.settings.baseImage },
        { ...body, name: foreign },
      ]) {
        await expect(worker.createContainer(wrong)).rejects.toMatchObject(refused);
      }
      expect(await exists(() => engine.getContainer(name).inspect())).toBe(false);
      await worker.createContainer({ ...body });
      expect(await exists(() => engine.getContainer(name).inspect())).toBe(true);
    });

    it('lets the worker run a helper over the storage of an agent', async () => {
      const { agentId } = agent.spec;
      const argv = [
        'node',
        '-e',
        'console.log("over", require("fs").existsSync("/home/node/.nora/contract.json"))',
      ];
      const helper = await worker.createContainer(
        helperOptions({ installationId, agentId, image: body.Image ?? '', argv }),
      );
      await helper.start();
      await expect(helper.wait()).resolves.toMatchObject({ StatusCode: 0 });
      const said = await helper.logs({ stdout: true, stderr: true, follow: false });
      expect(said.toString()).toContain('over true');
      await helper.remove({ force: true });
    });

    it('touches no container of somebody else', async () => {
      const command = { Cmd: ['id'], User: '1000:1000', AttachStdout: true };
      const made = await engine.getContainer(foreign).exec(command);
      const { Id } = await engine.getContainer(foreign).inspect();
      for (const gate of [api, worker]) {
        for (const container of [
          gate.getContainer(foreign),
          gate.getContainer(Id.slice(0, 12)),
          gate.getContainer(controlContainer),
        ]) {
          await expect(container.exec(command)).rejects.toMatchObject(refused);
          await expect(container.inspect()).rejects.toMatchObject(refused);
          await expect(container.stop()).rejects.toMatchObject(refused);
          await expect(container.remove({ force: true })).rejects.toMatchObject(refused);
        }
        await expect(gate.getExec(made.id).start({ hijack: true, stdin: true })).rejects.toMatchObject(
          refused,
        );
      }
      await expect(engine.getContainer(foreign).inspect()).resolves.toMatchObject({
        State: { Running: true },
      });
    });

    it('removes no volume, network or image of somebody else, and makes no volume of the host', async () => {
      const { Config } = await engine.getContainer(name).inspect();
      for (const gate of [api, worker]) {
        await expect(gate.getVolume(foreign).remove()).rejects.toMatchObject(refused);
        await expect(gate.getNetwork('bridge').remove()).rejects.toMatchObject(refused);
        await expect(gate.getImage(Config.Image).remove()).rejects.toMatchObject(refused);
        const DriverOpts = { type: 'none', o: 'bind', device: '/' };
        await expect(gate.createVolume({ Name: name, DriverOpts })).rejects.toMatchObject(refused);
      }
      expect(await exists(() => engine.getVolume(foreign).inspect())).toBe(true);
      expect(await exists(() => engine.getImage(Config.Image).inspect())).toBe(true);
    });

    it('builds an image that runtimes are made from, once, and no other', async () => {
      const tag = `nora/runtime-gate-test:${installationId}`;
      const build = async (changes: Docker.ImageBuildOptions = {}): Promise<string> => {
        const tar = pack();
        tar.entry({ name: 'Dockerfile' }, 'ARG BASE_IMAGE\nFROM ${BASE_IMAGE}\nLABEL nora.test=1\n');
        tar.finalize();
        const buildargs = { BASE_IMAGE: options.settings.baseImage };
        const context = Readable.from(tar);
        const given = { t: tag, buildargs, networkmode: 'none', rm: true, forcerm: true, ...changes };
        return text((await worker.buildImage(context, given)) as Readable);
      };
      await expect(build({ t: 'nora/api:local' })).rejects.toMatchObject(refused);
      await expect(build({ networkmode: 'host' })).rejects.toMatchObject(refused);
      await expect(build()).resolves.toContain('Successfully tagged');
      await expect(build()).rejects.toMatchObject({ statusCode: 409 });
      await engine.getImage(tag).remove();
    });

    it('sees nothing of somebody else', async () => {
      const seen = JSON.stringify([
        await worker.listContainers({ all: true }),
        await worker.listVolumes(),
        await worker.listNetworks(),
        await worker.info(),
      ]);
      expect(seen).not.toContain(foreign);
      expect(seen).toContain(name);
    });
  });
});
