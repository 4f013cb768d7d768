import type { RuntimeSettings } from '@nora/config';
import type { DeployTarget } from '@nora/runtime-contract';
import { RuntimeInstaller } from './install/runtime-installer';
import type { AccessOptions, BackendOptions } from './options';
import type { RuntimeAccess, RuntimeBackend } from './ports';

/**
 * The backends of the configured targets, with which runtimes are made. For the provisioner worker.
 * Only what is configured is loaded: the client of an engine takes some 20 MB.
 */
export async function createBackends(options: BackendOptions): Promise<Map<DeployTarget, RuntimeBackend>> {
  const { settings } = options;
  const installer = RuntimeInstaller.of(options);
  return eachOf(settings.targets, {
    docker: async () => (await import('./docker')).createDockerBackend(options, installer),
    process: async () => (await import('./process')).createProcessBackend(options, installer),
    simulated: async () =>
      (await import('./simulated/remote-backend')).createRemoteSimulatedBackend(settings),
  });
}

/** Access to runtimes of the configured targets, with which none can be made or removed. For the API. */
export async function createRuntimeAccess(options: AccessOptions): Promise<Map<DeployTarget, RuntimeAccess>> {
  const { settings } = options;
  return eachOf<RuntimeAccess>(settings.targets, {
    docker: async () => (await import('./docker')).createDockerAccess(options),
    process: async () => (await import('./process')).createProcessAccess(options),
    simulated: async () => (await import('./simulated/remote-backend')).createRemoteSimulatedAccess(settings),
  });
}

async function eachOf<T>(
  targets: RuntimeSettings['targets'],
  make: Record<RuntimeSettings['targets'][number], () => Promise<T>>,
): Promise<Map<DeployTarget, T>> {
  const made = new Map<DeployTarget, T>();
  for (const target of targets) made.set(target, await make[target]());
  return made;
}
