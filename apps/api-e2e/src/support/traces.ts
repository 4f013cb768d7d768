import { existsSync, readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { withInstanceDatabase, type LiveInstance } from '@nora/testing';
import Docker from 'dockerode';
import { hostProcesses } from './host-processes';

/** Everything on this host that belongs to one agent. */
export interface Traces {
  containers: string[];
  volumes: string[];
  networks: string[];
  processes: string[];
  directories: string[];
}

export interface AgentPort {
  host: string;
  port: number;
}

export const NO_TRACES: Traces = {
  containers: [],
  volumes: [],
  networks: [],
  processes: [],
  directories: [],
};

/** Looks for an agent by its id in names, labels, command lines, environments and paths. */
export async function tracesOf({ dataDirectory, target }: LiveInstance, agentId: string): Promise<Traces> {
  const engine = target === 'docker' ? await engineObjectsOf(agentId) : {};
  const processes = hostProcesses()
    .filter(({ argv, environment }) => [...argv, ...environment].some((text) => text.includes(agentId)))
    .map(({ pid, argv }) => `${pid} ${argv.slice(0, 3).join(' ')}`);
  return { ...NO_TRACES, ...engine, processes, directories: directoriesOf(dataDirectory, agentId) };
}

async function engineObjectsOf(agentId: string): Promise<Partial<Traces>> {
  const docker = new Docker();
  const [containers, { Volumes }, networks] = await Promise.all([
    docker.listContainers({ all: true }),
    docker.listVolumes(),
    docker.listNetworks(),
  ]);
  const ofAgent = (entry: object): boolean => JSON.stringify(entry).includes(agentId);
  return {
    containers: containers.filter(ofAgent).map(({ Id }) => Id),
    volumes: Volumes.filter(ofAgent).map(({ Name }) => Name),
    networks: networks.filter(ofAgent).map(({ Name }) => Name),
  };
}

function directoriesOf(dataDirectory: string, agentId: string): string[] {
  return ['agents', 'runtimes', '.']
    .map((name) => join(dataDirectory, name))
    .filter((directory) => existsSync(directory))
    .flatMap((directory) =>
      readdirSync(directory)
        .filter((name) => name.includes(agentId))
        .map((name) => join(directory, name)),
    );
}

/** How many runtimes of an agent are up: containers, or sidecars with the agent's home. */
export async function countRuntimes(instance: LiveInstance, agentId: string): Promise<number> {
  if (instance.target === 'docker') return (await tracesOf(instance, agentId)).containers.length;
  const home = join(instance.dataDirectory, 'agents', agentId, 'home');
  return hostProcesses().filter(({ argv }) => argv.includes('--run-dir') && argv.includes(home)).length;
}

/** Where an agent's runtime listens, as the instance has written it down. */
export async function portsOf(instance: LiveInstance, agentId: string): Promise<AgentPort[]> {
  const { rows } = await withInstanceDatabase(instance, (client) =>
    client.query<{ endpoints: Record<string, AgentPort> | null }>(
      'SELECT endpoints FROM agents WHERE id = $1',
      [agentId],
    ),
  );
  return Object.values(rows[0]?.endpoints ?? {});
}

/** Whether anything accepts a connection there. */
export function isListening({ host, port }: AgentPort): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 2_000 });
    const settle = (listening: boolean): void => {
      socket.destroy();
      resolve(listening);
    };
    socket.once('connect', () => settle(true));
    socket.once('error', () => settle(false));
    socket.once('timeout', () => settle(false));
  });
}
