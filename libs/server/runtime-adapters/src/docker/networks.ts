import type { Network, NetworkInspectInfo } from 'dockerode';
import { orNull, tolerating } from './errors';

/** 403: the engine's answer when the container is a member of the network already. */
const MEMBER_ALREADY = [403];

/**
 * Makes Nora's own container, when it runs in one, a member of an agent's network.
 * @returns the addresses from which Nora's requests arrive inside
 */
export async function ensureJoined(network: Network, controlContainer: string): Promise<string[]> {
  const info = await inspect(network);
  if (controlContainer === '') {
    return (info.IPAM?.Config ?? []).flatMap(({ Gateway }) => Gateway ?? []);
  }
  const known = addressOf(info, controlContainer);
  if (known) return [known];
  await tolerating(MEMBER_ALREADY, () => network.connect({ Container: controlContainer }));
  const address = addressOf(await inspect(network), controlContainer);
  return address ? [address] : [];
}

/** Removes a network with whatever still hangs on it; an absent one is fine. */
export async function removeNetwork(network: Network): Promise<void> {
  const info = await orNull(() => inspect(network));
  if (!info) return;
  for (const container of Object.keys(info.Containers ?? {})) {
    await tolerating([404], () => network.disconnect({ Container: container, Force: true }));
  }
  await tolerating([404], () => network.remove());
}

function addressOf(info: NetworkInspectInfo, container: string): string | null {
  for (const [id, member] of Object.entries(info.Containers ?? {})) {
    if (member.Name === container || id.startsWith(container))
      return member.IPv4Address.split('/')[0] ?? null;
  }
  return null;
}

async function inspect(network: Network): Promise<NetworkInspectInfo> {
  return await network.inspect();
}
