import { DomainError } from '@nora/contracts';
import { OPENCLAW_GATEWAY_PORT, SIDECAR_PORT } from '@nora/runtime-contract';
import type Docker from 'dockerode';
import type { BackendOptions } from '../options';
import type {
  ObservedRuntime,
  Progress,
  RuntimeFile,
  RuntimeHandle,
  RuntimeNetwork,
  RuntimeProvisioner,
  RuntimeSpec,
  TargetCapabilities,
} from '../ports';
import { CONTAINER_HOME, containerOptions, labelsOf } from './container-spec';
import type { DockerAccess } from './docker-access';
import { orNull, tolerating } from './errors';
import { homeArchive } from './home-archive';
import { LABELS, objectName } from './names';
import { ensureJoined, removeNetwork } from './networks';
import type { RuntimeImage } from './runtime-image';

const GONE_OR_SO = [304, 404];
const EXISTS = [409];

/** Makes runtimes as hardened containers, each with a volume and a network of its own. */
export class DockerProvisioner implements RuntimeProvisioner {
  readonly target = 'docker';
  readonly capabilities: TargetCapabilities = { resourceLimits: 'enforced', isolation: 'container' };

  constructor(
    private readonly docker: Docker,
    private readonly settings: BackendOptions['settings'],
    private readonly image: RuntimeImage,
    private readonly access: DockerAccess,
  ) {}

  async ensureImage(_spec: RuntimeSpec, progress: Progress, signal: AbortSignal): Promise<void> {
    await this.image.ensure(progress, signal);
  }

  async ensureStorage(spec: RuntimeSpec, signal: AbortSignal): Promise<void> {
    // The engine answers a repeated creation with the volume it has.
    await this.docker.createVolume({
      Name: this.nameOf(spec),
      Labels: labelsOf(this.settings.installationId, spec),
      abortSignal: signal,
    });
  }

  async ensureNetwork(spec: RuntimeSpec, signal: AbortSignal): Promise<RuntimeNetwork> {
    const name = this.nameOf(spec);
    const network = this.docker.getNetwork(name);
    if (!(await orNull(() => network.inspect()))) {
      await tolerating(EXISTS, () =>
        this.docker.createNetwork({
          Name: name,
          Driver: 'bridge',
          CheckDuplicate: true,
          Labels: labelsOf(this.settings.installationId, spec),
          abortSignal: signal,
        }),
      );
    }
    return {
      listen: { bind: 'lan', ports: { sidecar: SIDECAR_PORT, gateway: OPENCLAW_GATEWAY_PORT } },
      noraUrl: this.settings.listenerUrlDocker,
      controlPlaneAddresses: await ensureJoined(network, this.settings.dockerControlContainer),
    };
  }

  async ensureRuntime(spec: RuntimeSpec, signal: AbortSignal): Promise<RuntimeHandle> {
    const handle = this.access.handleFor(spec.agentId);
    const { state, generation, specHash } = await this.access.inspect(handle);
    if (generation !== null && generation > spec.generation) {
      throw new DomainError('conflict', 'A newer generation of this runtime exists already.');
    }
    if (state !== 'absent') {
      if (generation === spec.generation && specHash === spec.specHash) return handle;
      await this.stop(handle, this.settings.stopGraceSeconds * 1_000, signal);
      await this.remove(handle, { keepState: true }, signal);
    }
    const options = containerOptions({
      spec,
      installationId: this.settings.installationId,
      image: await this.image.tag(),
      joined: this.settings.dockerControlContainer !== '',
      stopGraceSeconds: this.settings.stopGraceSeconds,
    });
    await this.docker.createContainer({ ...options, abortSignal: signal });
    return handle;
  }

  async inject(handle: RuntimeHandle, files: RuntimeFile[], signal: AbortSignal): Promise<void> {
    const archive = await homeArchive(files);
    await this.docker
      .getContainer(handle.id)
      .putArchive(archive, { path: CONTAINER_HOME, abortSignal: signal });
  }

  async start(handle: RuntimeHandle, signal: AbortSignal): Promise<void> {
    await tolerating([304], () => this.docker.getContainer(handle.id).start({ abortSignal: signal }));
  }

  async attach(handle: RuntimeHandle, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.settings.dockerControlContainer === '') return;
    await ensureJoined(this.docker.getNetwork(handle.id), this.settings.dockerControlContainer);
  }

  async stop(handle: RuntimeHandle, graceMs: number, signal: AbortSignal): Promise<void> {
    const seconds = Math.ceil(graceMs / 1_000);
    await tolerating(GONE_OR_SO, () =>
      this.docker.getContainer(handle.id).stop({ t: seconds, abortSignal: signal }),
    );
  }

  async remove(
    handle: RuntimeHandle,
    { keepState }: { keepState: boolean },
    signal: AbortSignal,
  ): Promise<void> {
    if (await this.access.find(handle)) {
      // 409: another removal is on its way.
      await tolerating([404, 409], () =>
        this.docker.getContainer(handle.id).remove({ force: true, abortSignal: signal }),
      );
    }
    if (keepState) return;
    await removeNetwork(this.docker.getNetwork(handle.id));
    await tolerating([404], () => this.docker.getVolume(handle.id).remove({ abortSignal: signal }));
  }

  /** Also agents of which only a volume or a network is left; their state is `absent`. */
  async *list(signal: AbortSignal): AsyncIterable<ObservedRuntime> {
    const filters = { label: [`${LABELS.installation}=${this.settings.installationId}`] };
    const [containers, { Volumes }, networks] = await Promise.all([
      this.docker.listContainers({ all: true, filters, abortSignal: signal }),
      this.docker.listVolumes({ filters, abortSignal: signal }),
      this.docker.listNetworks({ filters, abortSignal: signal }),
    ]);
    const labels = [...containers, ...(Volumes ?? []), ...networks].map(({ Labels }) => Labels ?? {});
    const agentIds = new Set(labels.flatMap((of) => of[LABELS.agent] ?? []));
    for (const agentId of agentIds) {
      signal.throwIfAborted();
      yield await this.access.inspect(this.access.handleFor(agentId));
    }
  }

  private nameOf({ agentId }: RuntimeSpec): string {
    return objectName(this.settings.installationId, agentId);
  }
}
