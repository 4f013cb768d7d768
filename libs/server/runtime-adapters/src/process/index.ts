import type { RuntimeInstaller } from '../install/runtime-installer';
import type { AccessOptions, BackendOptions } from '../options';
import type { RuntimeBackend } from '../ports';
import { ProcessPlaces } from './places';
import { ProcessAccess } from './process-access';
import { ProcessProvisioner } from './process-provisioner';

export function createProcessAccess({ settings }: AccessOptions): ProcessAccess {
  return new ProcessAccess(new ProcessPlaces(settings.dataDir));
}

export function createProcessBackend(options: BackendOptions, installer: RuntimeInstaller): RuntimeBackend {
  const places = new ProcessPlaces(options.settings.dataDir);
  const access = new ProcessAccess(places);
  return { access, provisioner: new ProcessProvisioner(options, places, installer, access) };
}
