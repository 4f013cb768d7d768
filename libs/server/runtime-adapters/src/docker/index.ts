import { join } from 'node:path';
import Docker from 'dockerode';
import { RuntimeInstaller } from '../install/runtime-installer';
import type { AccessOptions, BackendOptions } from '../options';
import type { RuntimeBackend } from '../ports';
import { EngineCapabilities } from './capabilities';
import { DockerAccess } from './docker-access';
import { DockerProvisioner } from './docker-provisioner';
import { HostFirewall } from './host-firewall';
import { RuntimeImage } from './runtime-image';

/** Access to runtimes on the engine that Docker's own client would talk to. */
export function createDockerAccess({ settings }: AccessOptions): DockerAccess {
  const docker = new Docker();
  return new DockerAccess(docker, settings, new EngineCapabilities(docker, settings));
}

/** The whole backend, for the provisioner worker. */
export function createDockerBackend(
  options: BackendOptions,
  installer = RuntimeInstaller.of(options),
): RuntimeBackend {
  const { settings, assets, protectedAddresses = [], warn = () => undefined } = options;
  const docker = new Docker();
  const engine = new EngineCapabilities(docker, settings);
  const access = new DockerAccess(docker, settings, engine);
  const locks = join(settings.dataDir, 'runtimes');
  const image = new RuntimeImage(docker, assets, settings.baseImage, installer, locks);
  const firewall = new HostFirewall({ docker, settings, protectedAddresses, warn });
  const provisioner = new DockerProvisioner({ docker, settings, image, access, engine, firewall });
  return { access, provisioner };
}
