import type { ContainerCreateOptions } from 'dockerode';
import { CONTAINER_HOME, CONTAINER_UID, MEBIBYTE } from './container-spec';
import { helperName, LABELS, objectName } from './names';

const MEMORY = 512 * MEBIBYTE;

/** What a container is made from that holds an agent's storage for a moment. */
export interface HelperSpec {
  installationId: string;
  agentId: string;
  image: string;
  argv: string[];
}

/** Everything such a container is created with: no network and no rights. */
export function helperOptions({ installationId, agentId, image, argv }: HelperSpec): ContainerCreateOptions {
  const storage = objectName(installationId, agentId);
  return {
    name: helperName(storage),
    Image: image,
    Entrypoint: [],
    Cmd: argv,
    User: `${CONTAINER_UID}:${CONTAINER_UID}`,
    Labels: { [LABELS.installation]: installationId, [LABELS.agent]: agentId },
    HostConfig: {
      NetworkMode: 'none',
      Mounts: [{ Type: 'volume', Source: storage, Target: CONTAINER_HOME }],
      ReadonlyRootfs: true,
      Tmpfs: { '/tmp': 'rw,nosuid,nodev,size=64m' },
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges'],
      PidsLimit: 64,
      Memory: MEMORY,
      MemorySwap: MEMORY,
    },
  };
}
