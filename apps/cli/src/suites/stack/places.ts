import { randomInt } from 'node:crypto';
import { CliError } from '../../system/errors';
import type { DockerEngine } from '../../system/docker-engine';

/** Addresses of a stack on its network between nginx and the API. */
export interface EdgeAddresses {
  subnet: string;
  /** The host, as nginx sees it. */
  host: string;
  nginx: string;
  api: string;
}

/** Third octets of 172.30.x.0/28, that of a stack as operators run it left out. */
const [FIRST, LAST] = [96, 250];

/** A small network that nothing on the engine has. */
export async function findEdgeAddresses(engine: DockerEngine): Promise<EdgeAddresses> {
  const networks = await engine.docker.listNetworks();
  const taken = networks.flatMap(({ IPAM }) => IPAM?.Config ?? []).map(({ Subnet }) => Subnet ?? '');
  const start = randomInt(FIRST, LAST);
  for (let step = 0; step < LAST - FIRST; step++) {
    const prefix = `172.30.${FIRST + ((start - FIRST + step) % (LAST - FIRST))}.`;
    if (taken.some((subnet) => subnet.startsWith(prefix))) continue;
    return { subnet: `${prefix}0/28`, host: `${prefix}1`, nginx: `${prefix}2`, api: `${prefix}3` };
  }
  throw new CliError('no free network was found between 172.30.96.0 and 172.30.250.0');
}
