import type Docker from 'dockerode';
import type { NetworkInspectInfo } from 'dockerode';
import type { ObservedRuntime, RuntimeHandle } from '../ports';
import { orNull } from './errors';
import { agentOf, LABELS } from './names';
import { observe } from './observe';

const AT_ONCE = 8;

/** Everything of this installation on the engine, in as few calls as there can be. */
export interface Inventory {
  agentIds: string[];
  /** Containers by name, foreign ones too. */
  containers: Set<string>;
  volumes: Set<string>;
  networks: Map<string, NetworkInspectInfo>;
}

/** Asks the engine for its containers, volumes and networks. */
export async function takeInventory(
  docker: Docker,
  installationId: string,
  signal: AbortSignal,
): Promise<Inventory> {
  const filters = { label: [`${LABELS.installation}=${installationId}`] };
  const [containers, { Volumes }, networks] = await Promise.all([
    docker.listContainers({ all: true, abortSignal: signal }),
    docker.listVolumes({ filters, abortSignal: signal }),
    networksOf(docker, installationId, signal),
  ]);
  const ours = containers.filter(({ Labels }) => Labels[LABELS.installation] === installationId);
  const labels = [...ours, ...(Volumes ?? []), ...networks].map((one) => one.Labels ?? {});
  const names = containers.flatMap(({ Names }) => Names.map((name) => name.replace(/^\//, '')));
  const foreign = names.flatMap((name) => agentOf(installationId, name) ?? []);
  return {
    agentIds: [...new Set([...labels.flatMap((of) => of[LABELS.agent] ?? []), ...foreign])],
    containers: new Set(names),
    volumes: new Set((Volumes ?? []).map(({ Name }) => Name)),
    networks: new Map(networks.map((network) => [network.Name, network])),
  };
}

/** The networks of this installation's agents. */
export function networksOf(
  docker: Docker,
  installationId: string,
  signal: AbortSignal,
): Promise<NetworkInspectInfo[]> {
  const filters = { label: [`${LABELS.installation}=${installationId}`] };
  return docker.listNetworks({ filters, abortSignal: signal });
}

/** Every runtime of an inventory; only containers are asked for one by one, several at a time. */
export async function* observeAll(
  docker: Docker,
  { agentIds, containers, volumes, networks }: Inventory,
  handleFor: (agentId: string) => RuntimeHandle,
  installationId: string,
  signal: AbortSignal,
): AsyncGenerator<ObservedRuntime> {
  const look = async (agentId: string): Promise<ObservedRuntime> => {
    const handle = handleFor(agentId);
    const container = containers.has(handle.id)
      ? await orNull(() => docker.getContainer(handle.id).inspect({ abortSignal: signal }))
      : null;
    const networkId = networks.get(handle.id)?.Id ?? null;
    const around = { networkId, storagePresent: volumes.has(handle.id) };
    return observe(handle, container, around, installationId);
  };
  for (let at = 0; at < agentIds.length; at += AT_ONCE) {
    signal.throwIfAborted();
    yield* await Promise.all(agentIds.slice(at, at + AT_ONCE).map(look));
  }
}
