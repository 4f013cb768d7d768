import Docker from 'dockerode';
import type { RuntimeInstaller } from '../install/runtime-installer';
import type { AccessOptions, BackendOptions } from '../options';
import type { RuntimeBackend } from '../ports';
import { DockerAccess } from './docker-access';
import { DockerProvisioner } from './docker-provisioner';
import { RuntimeImage } from './runtime-image';

export function createDockerAccess({ settings }: AccessOptions): DockerAccess {
  return new DockerAccess(new Docker(), settings);
}

export function createDockerBackend(
  { settings, assets }: BackendOptions,
  installer: RuntimeInstaller,
): RuntimeBackend {
  const docker = new Docker();
  const access = new DockerAccess(docker, settings);
  const image = new RuntimeImage(docker, assets, settings.baseImage, installer);
  return { access, provisioner: new DockerProvisioner(docker, settings, image, access) };
}
