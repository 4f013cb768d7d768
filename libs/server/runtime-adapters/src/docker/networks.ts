import { networkInterfaces } from 'node:os';
import type Docker from 'dockerode';
import type { Container, Network, NetworkInspectInfo } from 'dockerode';
import type { RuntimeSpec } from '../ports';
import { hasStatus, orNull, tolerating } from './errors';
import { notOurs, poolExhausted } from './faults';
import { LABELS, objectName } from './names';
import { BRIDGE_OPTION, networkOptions } from './network-spec';
import { isAttached } from './observe';
import { type Block, firstAddress, freeSubnets, parseBlock } from './subnets';

/** 403: the engine's answer when the container is a member of the network already. */
const MEMBER_ALREADY = [403];
const OVERLAPS = /overlap/i;
const SAME_BRIDGE = /same bridge name/i;

/** What an agent's network is made from. */
export interface NetworkPlan {
  installationId: string;
  /** The pool of subnets, in CIDR notation. */
  pool: string;
}

/**
 * The network of an agent; one that exists is kept as it is.
 * @throws RuntimeFault `address_pool_exhausted`, `not_ours`
 */
export async function ensureAgentNetwork(
  docker: Docker,
  spec: RuntimeSpec,
  { installationId, pool }: NetworkPlan,
  signal: AbortSignal,
): Promise<NetworkInspectInfo> {
  const name = objectName(installationId, spec.agentId);
  const network = docker.getNetwork(name);
  const refused: Block[] = [];
  for (let attempt = 0; ;) {
    signal.throwIfAborted();
    const found = await orNull(() => inspectNetwork(network));
    if (found) {
      if (found.Labels?.[LABELS.installation] !== installationId) throw notOurs('network', name);
      return found;
    }
    const subnet = freeSubnets(pool, [...(await takenBlocks(docker)), ...refused], spec.agentId).next().value;
    if (!subnet) throw poolExhausted(pool);
    try {
      const options = networkOptions({ installationId, owner: spec, subnet, attempt });
      await docker.createNetwork({ ...options, abortSignal: signal });
    } catch (error) {
      const said = error instanceof Error ? error.message : '';
      if (SAME_BRIDGE.test(said)) attempt += 1;
      // Another worker was quicker, or something the engine knows of lies there.
      else if (OVERLAPS.test(said)) refused.push(...[parseBlock(subnet)].filter((block) => block !== null));
      else if (!hasStatus(error, 409)) throw error;
    }
  }
}

/** Name of a network's bridge on the host. */
export function bridgeOf({ Id, Options }: Pick<NetworkInspectInfo, 'Id' | 'Options'>): string {
  const named = (Options as Record<string, string> | null)?.[BRIDGE_OPTION];
  return named ?? `br-${Id.slice(0, 12)}`;
}

/**
 * Makes Nora's own container, when it runs in one, a member of an agent's network.
 * @returns the addresses from which Nora's requests arrive inside: of a member the whole block, because it gets
 * another address when it joins anew, and the agent itself is the only other member
 */
export async function ensureJoined(network: Network, controlContainer: string): Promise<string[]> {
  const info = await inspectNetwork(network);
  if (controlContainer === '') return gatewaysOf(info);
  if (!addressOf(info, controlContainer)) {
    await tolerating(MEMBER_ALREADY, () => network.connect({ Container: controlContainer }));
  }
  return subnetsOf(info);
}

/** Blocks of a network, in CIDR notation. */
export function subnetsOf(network: NetworkInspectInfo): string[] {
  return addressing(network).flatMap(({ Subnet }) => Subnet ?? []);
}

/** The engine's own addresses in a network. It does not tell the one it took in a subnet that was chosen for it. */
export function gatewaysOf(network: NetworkInspectInfo): string[] {
  return addressing(network).flatMap(({ Gateway, Subnet }) => Gateway || firstAddress(Subnet ?? '') || []);
}

/** Makes a container a member of its own network again, also when the network was made anew since. */
export async function rejoin(network: Network, container: Container, name: string): Promise<void> {
  const [info, found] = [await inspectNetwork(network), await container.inspect()];
  if (isAttached(found, name, info.Id)) return;
  // What is left of an earlier network of the same name stands in the way.
  if (found.NetworkSettings.Networks[name]) {
    await tolerating([403, 404, 500], () => network.disconnect({ Container: found.Id, Force: true }));
  }
  await tolerating(MEMBER_ALREADY, () => network.connect({ Container: found.Id }));
}

/**
 * Removes a network of this installation with whatever still hangs on it; an absent one is fine.
 * @returns what it was, null when there was none
 */
export async function removeNetwork(
  network: Network,
  installationId: string,
): Promise<NetworkInspectInfo | null> {
  const info = await orNull(() => inspectNetwork(network));
  if (info?.Labels?.[LABELS.installation] !== installationId) return null;
  for (const container of Object.keys(info.Containers ?? {})) {
    await tolerating([404], () => network.disconnect({ Container: container, Force: true }));
  }
  await tolerating([404], () => network.remove());
  return info;
}

/** Every block that a network of the engine or an interface of this host has. */
async function takenBlocks(docker: Docker): Promise<Block[]> {
  const networks = await docker.listNetworks();
  const ofNetworks = networks.flatMap(addressing).map(({ Subnet }) => Subnet);
  const ofHost = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  return [...ofNetworks, ...ofHost.map(({ cidr }) => cidr)]
    .map((cidr) => parseBlock(cidr ?? ''))
    .filter((block) => block !== null);
}

function addressing({ IPAM }: NetworkInspectInfo): { Subnet?: string; Gateway?: string }[] {
  return IPAM?.Config ?? [];
}

function addressOf(info: NetworkInspectInfo, container: string): string | null {
  for (const [id, member] of Object.entries(info.Containers ?? {})) {
    if (member.Name === container || id.startsWith(container))
      return member.IPv4Address.split('/')[0] ?? null;
  }
  return null;
}

/** What the engine says of a network. */
export async function inspectNetwork(network: Network): Promise<NetworkInspectInfo> {
  return await network.inspect();
}
