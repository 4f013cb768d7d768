import { DomainError } from '@nora/contracts';
import { OPENCLAW_GATEWAY_PORT, SIDECAR_PORT } from '@nora/runtime-contract';
import type Docker from 'dockerode';
import type { BackendOptions } from '../options';
import type {
  ObservedRuntime,
  Progress,
  RuntimeChange,
  RuntimeFile,
  RuntimeHandle,
  RuntimeNetwork,
  RuntimeProvisioner,
  RuntimeSpec,
  StateScope,
} from '../ports';
import type { EngineCapabilities } from './capabilities';
import { CONTAINER_HOME, containerLimits, containerOptions } from './container-spec';
import type { DockerAccess } from './docker-access';
import { hasStatus, orNull, tolerating } from './errors';
import { watchEngine } from './events';
import { faulted, notOurs, storageMissing } from './faults';
import { removeHelper } from './helper-container';
import { filesToWrite } from './held-files';
import { homeArchive } from './home-archive';
import type { HostFirewall } from './host-firewall';
import { networksOf, observeAll, takeInventory } from './inventory';
import { LABELS, objectName } from './names';
import { bridgeOf, ensureAgentNetwork, ensureJoined, rejoin, removeNetwork } from './networks';
import type { RuntimeImage } from './runtime-image';
import { StateCopier } from './state-copy';
import { volumeOptions } from './volume-spec';

const GONE_OR_SO = [304, 404];

/** What a {@link DockerProvisioner} works with. */
export interface DockerParts {
  docker: Docker;
  settings: BackendOptions['settings'];
  image: RuntimeImage;
  access: DockerAccess;
  engine: EngineCapabilities;
  firewall: HostFirewall;
}

/** Makes runtimes as hardened containers, each with a volume and a network of its own. */
export class DockerProvisioner implements RuntimeProvisioner {
  readonly target = 'docker';
  private readonly docker: Docker;
  private readonly settings: BackendOptions['settings'];
  private readonly access: DockerAccess;
  private readonly copier: StateCopier;

  constructor(private readonly parts: DockerParts) {
    this.docker = parts.docker;
    this.settings = parts.settings;
    this.access = parts.access;
    this.copier = new StateCopier(parts.docker, parts.access, parts.settings.installationId);
  }

  async ensureImage(spec: RuntimeSpec, progress: Progress, signal: AbortSignal): Promise<void> {
    await faulted(() => this.parts.image.ensure(spec.image, progress, signal));
  }

  async ensureStorage(spec: RuntimeSpec, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const { installationId } = this.settings;
    const name = this.nameOf(spec);
    const found = await orNull(() => this.docker.getVolume(name).inspect());
    if (found) {
      if ((found.Labels ?? {})[LABELS.installation] !== installationId) throw notOurs('volume', name);
      return;
    }
    const limited = spec.resources.diskGb !== null && (await this.parts.engine.whyNoDiskLimit()) === null;
    await faulted(() =>
      this.docker.createVolume({
        ...volumeOptions(installationId, spec, limited ? spec.resources.diskGb : null),
        abortSignal: signal,
      }),
    );
  }

  async ensureNetwork(spec: RuntimeSpec, signal: AbortSignal): Promise<RuntimeNetwork> {
    signal.throwIfAborted();
    const { dockerControlContainer, listenerUrlDocker } = this.settings;
    const found = await faulted(() => ensureAgentNetwork(this.docker, spec, this.plan(), signal));
    await this.parts.firewall.ensure([bridgeOf(found)], signal);
    return {
      listen: { bind: 'lan', ports: { sidecar: SIDECAR_PORT, gateway: OPENCLAW_GATEWAY_PORT } },
      noraUrl: listenerUrlDocker,
      controlPlaneAddresses: await ensureJoined(this.docker.getNetwork(found.Id), dockerControlContainer),
    };
  }

  async ensureRuntime(spec: RuntimeSpec, signal: AbortSignal): Promise<RuntimeHandle> {
    signal.throwIfAborted();
    const handle = this.access.handleFor(spec.agentId);
    const { state, generation, specHash, storagePresent } = await this.access.inspect(handle);
    if (state === 'foreign') throw notOurs('container', handle.id);
    if (generation !== null && generation > spec.generation) {
      throw new DomainError('conflict', 'A newer generation of this runtime exists already.');
    }
    if (state !== 'absent') {
      if (generation === spec.generation && specHash === spec.specHash) return handle;
      await this.stop(handle, this.settings.stopGraceSeconds * 1_000, signal);
      await this.remove(handle, { keepState: true }, signal);
    }
    // The engine would make a missing volume, empty.
    if (!storagePresent) throw storageMissing(handle.id);
    const options = containerOptions({
      spec,
      installationId: this.settings.installationId,
      image: await this.parts.image.choose(spec.image),
      joined: this.settings.dockerControlContainer !== '',
      stopGraceSeconds: this.settings.stopGraceSeconds,
    });
    try {
      await faulted(() => this.docker.createContainer({ ...options, abortSignal: signal }));
    } catch (error) {
      if (!hasStatus(error, 409)) throw error;
      const { state: now } = await this.access.inspect(handle);
      throw now === 'foreign' ? notOurs('container', handle.id) : error;
    }
    return handle;
  }

  async inject(handle: RuntimeHandle, files: RuntimeFile[], signal: AbortSignal): Promise<void> {
    const found = await this.refuseForeign(handle);
    const container = this.docker.getContainer(handle.id);
    // The engine does not write a file at once: a runtime that is reading it would find half of it.
    const missing = found?.State.Running
      ? await faulted(() => filesToWrite(container, files, signal))
      : files;
    if (missing.length === 0) return;
    const archive = await homeArchive(missing);
    await faulted(() => container.putArchive(archive, { path: CONTAINER_HOME, abortSignal: signal }));
  }

  async start(handle: RuntimeHandle, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const found = await this.refuseForeign(handle);
    if (!found && !(await this.access.inspect(handle)).storagePresent) throw storageMissing(handle.id);
    const container = this.docker.getContainer(handle.id);
    if (found?.State.Paused) await container.unpause({ abortSignal: signal });
    else await tolerating([304], () => faulted(() => container.start({ abortSignal: signal })));
  }

  async amend(spec: RuntimeSpec, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const handle = this.access.handleFor(spec.agentId);
    const found = await this.refuseForeign(handle);
    if (!found) throw new DomainError('runtime_unreachable', 'The runtime does not exist.');
    const container = this.docker.getContainer(found.Id);
    const limits = Object.entries(containerLimits(spec));
    const held = found.HostConfig as Record<string, unknown>;
    if (limits.some(([name, value]) => held[name] !== value)) {
      await faulted(() => container.update({ ...Object.fromEntries(limits), abortSignal: signal }));
    }
    await this.ensureNetwork(spec, signal);
    await faulted(() => rejoin(this.docker.getNetwork(handle.id), container, handle.id));
  }

  async copyState(
    from: RuntimeHandle,
    to: RuntimeHandle,
    scope: StateScope,
    progress: Progress,
    signal: AbortSignal,
  ): Promise<void> {
    signal.throwIfAborted();
    await faulted(() => this.copier.copy(from, to, scope, progress, signal));
  }

  async attach(handle: RuntimeHandle, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.settings.dockerControlContainer === '') return;
    await ensureJoined(this.docker.getNetwork(handle.id), this.settings.dockerControlContainer);
  }

  async stop(handle: RuntimeHandle, graceMs: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const found = await this.access.find(handle);
    if (!found) return;
    const container = this.docker.getContainer(found.Id);
    // A paused runtime would not hear that it is to end. 409: somebody else was quicker.
    if (found.State.Paused) await tolerating([404, 409], () => container.unpause());
    const seconds = Math.ceil(graceMs / 1_000);
    await tolerating(GONE_OR_SO, () => container.stop({ t: seconds, abortSignal: signal }));
  }

  async remove(
    handle: RuntimeHandle,
    { keepState }: { keepState: boolean },
    signal: AbortSignal,
  ): Promise<void> {
    signal.throwIfAborted();
    const found = await this.access.find(handle);
    if (found) {
      // 409: another removal is on its way.
      await tolerating([404, 409], () =>
        this.docker.getContainer(found.Id).remove({ force: true, abortSignal: signal }),
      );
    }
    if (keepState) return;
    await removeHelper(this.docker, handle);
    await this.removeNetwork(handle, signal);
    const volume = this.docker.getVolume(handle.id);
    const labels = (await orNull(() => volume.inspect()))?.Labels ?? {};
    if (!this.isOwn(labels)) return;
    await tolerating([404], () => volume.remove({ abortSignal: signal }));
  }

  /** Also agents of which only a volume or a network is left; their state is `absent`. */
  async *list(signal: AbortSignal): AsyncIterable<ObservedRuntime> {
    const { installationId } = this.settings;
    const inventory = await takeInventory(this.docker, installationId, signal);
    const networks = [...inventory.networks.values()];
    // The host's firewall may have been loaded anew since.
    if (networks.length > 0) await this.parts.firewall.ensure(networks.map(bridgeOf), signal);
    const handleFor = (agentId: string): RuntimeHandle => this.access.handleFor(agentId);
    yield* observeAll(this.docker, inventory, handleFor, installationId, signal);
  }

  watch(signal: AbortSignal): AsyncIterable<RuntimeChange> {
    return watchEngine(this.docker, this.settings.installationId, signal);
  }

  private async removeNetwork(handle: RuntimeHandle, signal: AbortSignal): Promise<void> {
    const network = this.docker.getNetwork(handle.id);
    const info = await removeNetwork(network, this.settings.installationId);
    if (!info) return;
    const { installationId } = this.settings;
    const isLast = async (): Promise<boolean> =>
      (await networksOf(this.docker, installationId, signal)).length === 0;
    await this.parts.firewall.release(bridgeOf(info), isLast, signal);
  }

  private async refuseForeign(handle: RuntimeHandle) {
    const found = await this.access.named(handle);
    if (found && !this.isOwn(found.Config.Labels)) throw notOurs('container', handle.id);
    return found;
  }

  private isOwn(labels: Record<string, string> | null): boolean {
    return labels?.[LABELS.installation] === this.settings.installationId;
  }

  private plan() {
    return { installationId: this.settings.installationId, pool: this.settings.dockerAgentSubnets };
  }

  private nameOf({ agentId }: RuntimeSpec): string {
    return objectName(this.settings.installationId, agentId);
  }
}
