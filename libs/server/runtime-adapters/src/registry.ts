import { join } from 'node:path';
import type { DeployTarget } from '@nora/runtime-contract';
import { createDockerAccess, createDockerBackend } from './docker';
import { RuntimeInstaller } from './install/runtime-installer';
import type { AccessOptions, BackendOptions } from './options';
import type { RuntimeAccess, RuntimeBackend } from './ports';
import { createProcessAccess, createProcessBackend } from './process';
import { createRemoteSimulatedAccess, createRemoteSimulatedBackend } from './simulated/remote-backend';

/** The backends of the configured targets, with which runtimes are made. For the provisioner worker. */
export function createBackends(options: BackendOptions): Map<DeployTarget, RuntimeBackend> {
  const { settings, assets } = options;
  const installations = join(settings.dataDir, 'runtimes/openclaw');
  const installer = new RuntimeInstaller(assets.runtimeDir, installations);
  const make = {
    docker: () => createDockerBackend(options, installer),
    process: () => createProcessBackend(options, installer),
    simulated: () => createRemoteSimulatedBackend(settings),
  };
  return new Map(settings.targets.map((target) => [target, make[target]()]));
}

/** Access to runtimes of the configured targets, with which none can be made or removed. For the API. */
export function createRuntimeAccess(options: AccessOptions): Map<DeployTarget, RuntimeAccess> {
  const make = {
    docker: () => createDockerAccess(options),
    process: () => createProcessAccess(options),
    simulated: () => createRemoteSimulatedAccess(options.settings),
  };
  return new Map<DeployTarget, RuntimeAccess>(
    options.settings.targets.map((target) => [target, make[target]()]),
  );
}
