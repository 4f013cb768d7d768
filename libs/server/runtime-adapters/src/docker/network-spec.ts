import type { NetworkCreateOptions } from 'dockerode';
import type { RuntimeSpec } from '../ports';
import { labelsOf } from './container-spec';
import { bridgeName, objectName } from './names';

/** Names the bridge of a network on the host. */
export const BRIDGE_OPTION = 'com.docker.network.bridge.name';

/** What an agent's network is made from. */
export interface NetworkInput {
  installationId: string;
  owner: Pick<RuntimeSpec, 'agentId' | 'workspaceId'>;
  /** In CIDR notation. */
  subnet: string;
  /** How often the name of the bridge was another agent's. */
  attempt: number;
}

/** What an agent's network is created with. */
export function networkOptions({ installationId, owner, subnet, attempt }: NetworkInput) {
  return {
    Name: objectName(installationId, owner.agentId),
    Driver: 'bridge',
    CheckDuplicate: true,
    IPAM: { Driver: 'default', Config: [{ Subnet: subnet }] },
    Options: { [BRIDGE_OPTION]: bridgeName(installationId, owner.agentId, attempt) },
    Labels: labelsOf(installationId, owner),
  } satisfies NetworkCreateOptions;
}
