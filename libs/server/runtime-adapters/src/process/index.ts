import { RuntimeInstaller } from '../install/runtime-installer';
import type { AccessOptions, BackendOptions } from '../options';
import type { RuntimeBackend } from '../ports';
import { Installations } from './installations';
import { ProcessPlaces } from './places';
import { ProcessAccess } from './process-access';
import { ProcessProvisioner } from './process-provisioner';

export function createProcessAccess({ settings }: AccessOptions): ProcessAccess {
  return new ProcessAccess(new ProcessPlaces(settings.dataDir));
}

export function createProcessBackend(
  options: BackendOptions,
  installer = RuntimeInstaller.of(options),
): RuntimeBackend {
  const { settings, assets } = options;
  const places = new ProcessPlaces(settings.dataDir);
  const access = new ProcessAccess(places);
  const installations = new Installations(places, installer, assets.sidecarFile);
  return { access, provisioner: new ProcessProvisioner(settings, places, installations, access) };
}
