import Docker from 'dockerode';
import { isFree } from './ports';

/** The container engine of this machine, as far as the command line needs it. */
export class DockerEngine {
  private constructor(
    readonly docker: Docker,
    readonly version: string,
  ) {}

  /** The engine that answers, or null. */
  static async find(): Promise<DockerEngine | null> {
    try {
      const docker = new Docker({ timeout: 5_000 });
      const { Version } = await docker.version();
      return new DockerEngine(new Docker(), Version);
    } catch {
      return null;
    }
  }

  /**
   * The host's address on the default network, under which containers reach a listener of the host. Null where
   * containers run in a machine of their own (Docker Desktop) and that address is not the host's.
   */
  async hostAddress(): Promise<string | null> {
    if (process.platform !== 'linux') return null;
    try {
      const network = await this.docker.getNetwork('bridge').inspect();
      for (const { Gateway, Subnet } of network.IPAM?.Config ?? []) {
        // Older engines leave the gateway out; it is then the first address of the subnet.
        const address = Gateway ?? (Subnet === undefined ? undefined : firstAddressOf(Subnet));
        // Not looked up among the interfaces: the bridge is not listed there while no container runs.
        if (address !== undefined && (await isFree(0, address))) return address;
      }
      return null;
    } catch {
      return null;
    }
  }

  /** Whether an image is here, or can be fetched. */
  async ensureImage(image: string): Promise<boolean> {
    try {
      await this.docker.getImage(image).inspect();
      return true;
    } catch {
      return this.pull(image);
    }
  }

  /** Tags of the runtime images that were built here. */
  async runtimeImages(): Promise<string[]> {
    const images = await this.docker.listImages();
    return images.flatMap(({ RepoTags }) => RepoTags ?? []).filter((tag) => /^nora[-/].*openclaw/.test(tag));
  }

  /** Removes every container, network and volume that carries an installation's id in a label. */
  async removeAllOf(installationId: string): Promise<void> {
    const isOwn = ({ Labels }: { Labels?: Record<string, string> | null }): boolean =>
      Object.values(Labels ?? {}).includes(installationId);
    const containers = await this.docker.listContainers({ all: true });
    for (const { Id } of containers.filter(isOwn)) {
      await this.docker.getContainer(Id).remove({ force: true, v: true });
    }
    const networks = await this.docker.listNetworks();
    for (const { Id } of networks.filter(isOwn)) await this.docker.getNetwork(Id).remove();
    const { Volumes } = await this.docker.listVolumes();
    for (const { Name } of Volumes.filter(isOwn)) await this.docker.getVolume(Name).remove({ force: true });
  }

  private async pull(image: string): Promise<boolean> {
    try {
      const stream = await this.docker.pull(image);
      await new Promise<void>((resolve, reject) =>
        this.docker.modem.followProgress(stream, (error) => (error ? reject(error) : resolve())),
      );
      return true;
    } catch {
      return false;
    }
  }
}

/** `172.17.0.1` of `172.17.0.0/16`; undefined for IPv6. */
export function firstAddressOf(subnet: string): string | undefined {
  const octets = /^(\d+)\.(\d+)\.(\d+)\.(\d+)\/\d+$/.exec(subnet)?.slice(1).map(Number);
  return octets && [...octets.slice(0, 3), (octets[3] ?? 0) + 1].join('.');
}
