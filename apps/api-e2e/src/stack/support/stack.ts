import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import Docker, { type ContainerInspectInfo } from 'dockerode';

const run = promisify(execFile);
const PROJECT_LABEL = 'com.docker.compose.project';
const SERVICE_LABEL = 'com.docker.compose.service';
/** A change of settings makes containers anew and waits until they are healthy. */
const COMPOSE_WITHIN_MS = 120_000;

export const docker = new Docker();

/** What a program in a container did. */
export interface Outcome {
  exitCode: number;
  output: string;
}

/** The Compose stack that `./nora test stack` has started. */
export class Stack {
  readonly project = required('NORA_E2E_STACK');
  /** Address of the host, and so of the tests, on the network of nginx. */
  readonly hostAddress = required('NORA_E2E_STACK_HOST');
  readonly directory = required('NORA_E2E_DATA');
  private readonly composeArgv = JSON.parse(required('NORA_E2E_COMPOSE')) as string[];

  /** Runs Compose for this stack, on its own files and further ones of `docker/`; what it printed. */
  async compose(
    command: string[],
    { overlays = [], settings = {} }: { overlays?: string[]; settings?: Record<string, string> } = {},
  ): Promise<string> {
    const [file = '', ...argv] = this.composeArgv;
    const files = overlays.flatMap((name) => ['--file', join('docker', name)]);
    const environment = { ...process.env, DOCKER_BUILDKIT: '0', COMPOSE_DOCKER_CLI_BUILD: '0', ...settings };
    const { stdout } = await run(file, [...argv, ...files, ...command], {
      env: environment,
      timeout: COMPOSE_WITHIN_MS,
    });
    return stdout;
  }

  /** Values of docker/.env. */
  get settings(): Record<string, string> {
    const lines = readFileSync(join(this.directory, '.env'), 'utf8').split('\n');
    return Object.fromEntries(
      lines.filter((line) => line.includes('=')).map((line) => line.split(/=(.*)/s).slice(0, 2)),
    ) as Record<string, string>;
  }

  /** The containers of the control plane by their services. */
  async containers(): Promise<Record<string, ContainerInspectInfo>> {
    const filters = { label: [`${PROJECT_LABEL}=${this.project}`] };
    const found = await docker.listContainers({ all: true, filters });
    const details = await Promise.all(found.map(({ Id }) => docker.getContainer(Id).inspect()));
    return Object.fromEntries(details.map((one) => [one.Config.Labels[SERVICE_LABEL] ?? one.Name, one]));
  }

  async container(service: string): Promise<ContainerInspectInfo> {
    const found = (await this.containers())[service];
    if (found === undefined) throw new Error(`the stack has no container of ${service}`);
    return found;
  }

  /** Everything on the engine that carries the name of the stack or of its installation. */
  async traces(): Promise<string[]> {
    const names = [this.project, this.settings['NORA_INSTALLATION_ID'] ?? ''];
    const [containers, { Volumes }, networks] = await Promise.all([
      docker.listContainers({ all: true }),
      docker.listVolumes(),
      docker.listNetworks(),
    ]);
    const isOurs = (entry: object): boolean => names.some((name) => JSON.stringify(entry).includes(name));
    return [
      ...containers.filter(isOurs).map((one) => `container ${one.Names.join()}`),
      ...Volumes.filter(isOurs).map(({ Name }) => `volume ${Name}`),
      ...networks.filter(isOurs).map(({ Name }) => `network ${Name}`),
    ];
  }
}

/** Runs a program in a container, as the user of the container. */
export async function runInside(containerId: string, argv: string[]): Promise<Outcome> {
  const exec = await docker
    .getContainer(containerId)
    .exec({ Cmd: argv, AttachStdout: true, AttachStderr: true, Tty: true });
  const stream = await exec.start({ Tty: true });
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  const { ExitCode } = await exec.inspect();
  return { exitCode: ExitCode ?? -1, output: Buffer.concat(chunks).toString('utf8').trim() };
}

/** Whether a program in a container can open a connection. */
export async function connects(containerId: string, host: string, port: number): Promise<boolean> {
  const script = `
    const socket = require('net').connect({ host: process.argv[1], port: Number(process.argv[2]), timeout: 3000 });
    socket.once('connect', () => process.exit(0));
    socket.once('timeout', () => process.exit(1));
    socket.once('error', () => process.exit(1));`;
  const { exitCode, output } = await runInside(containerId, ['node', '-e', script, host, String(port)]);
  if (exitCode > 1) throw new Error(`the attempt failed: ${output}`);
  return exitCode === 0;
}

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run ./nora test stack, which starts a stack`);
  return value;
}
