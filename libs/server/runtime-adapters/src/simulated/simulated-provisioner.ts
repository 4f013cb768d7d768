import { createHash } from 'node:crypto';
import { DomainError } from '@nora/contracts';
import { OPENCLAW_GATEWAY_PORT, SIDECAR_PORT } from '@nora/runtime-contract';
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
import { isInScope } from '../state/scopes';
import type { SimulatedAccess } from './simulated-access';
import type { SimulatedEngine } from './simulated-engine';
import { foreignRuntime, type SimulatedWorld } from './world';

const NETWORK: RuntimeNetwork = {
  noraUrl: 'http://127.0.0.1:8081',
  listen: { bind: 'loopback', ports: { sidecar: SIDECAR_PORT, gateway: OPENCLAW_GATEWAY_PORT } },
  controlPlaneAddresses: ['127.0.0.1'],
};

/** Makes runtimes of an engine in this process. */
export class SimulatedProvisioner implements RuntimeProvisioner {
  readonly target;

  constructor(
    private readonly engine: SimulatedEngine,
    private readonly access: SimulatedAccess,
  ) {
    this.target = access.target;
  }

  async ensureImage(spec: RuntimeSpec, progress: Progress, signal: AbortSignal): Promise<void> {
    await this.engine.perform('image', spec.agentId, signal, () => {
      const image = this.imageFor(spec);
      if (spec.image !== null && image !== spec.image) {
        progress(`${spec.image} is gone; ${image} is used in its place`);
      }
      if (this.world.images.has(image)) return;
      progress(`building ${image}`);
      this.world.images.add(image);
      this.engine.took('image', spec.agentId, spec.generation);
    });
  }

  async ensureStorage({ agentId, generation }: RuntimeSpec, signal: AbortSignal): Promise<void> {
    await this.engine.perform('storage', agentId, signal, () => {
      if (this.world.storages.has(agentId)) return;
      this.world.storages.set(agentId, { files: new Map(), importedFrom: null });
      this.engine.took('storage', agentId, generation);
    });
  }

  async ensureNetwork({ agentId, generation }: RuntimeSpec, signal: AbortSignal): Promise<RuntimeNetwork> {
    await this.engine.perform('network', agentId, signal, () => {
      if (this.world.networks.has(agentId)) return;
      this.world.networks.add(agentId);
      this.engine.took('network', agentId, generation);
    });
    return NETWORK;
  }

  async ensureRuntime(spec: RuntimeSpec, signal: AbortSignal): Promise<RuntimeHandle> {
    const { agentId, generation, specHash, resources } = spec;
    await this.engine.perform('create', agentId, signal, () => {
      const found = this.world.runtimes.get(agentId);
      if (found?.state === 'foreign') throw foreignRuntime();
      if (found && found.generation > generation) {
        throw new DomainError('conflict', 'A newer generation of this runtime exists already.');
      }
      if (found?.generation === generation && found.specHash === specHash) return;
      this.world.storageOf(agentId);
      if (found) this.takeAway(agentId);
      this.world.runtimes.set(agentId, {
        ...{ generation, specHash, image: this.imageFor(spec), filesDigest: null },
        ...{ limits: { vcpu: resources.vcpu, ramMb: resources.ramMb }, logs: [] },
        networkAttached: this.world.networks.has(agentId),
        ...{ state: 'created', startedAt: null, exitCode: null },
      });
      this.engine.took('create', agentId, generation);
    });
    return this.access.handleFor(agentId);
  }

  async inject({ agentId }: RuntimeHandle, files: RuntimeFile[], signal: AbortSignal): Promise<void> {
    await this.engine.perform('inject', agentId, signal, () => {
      const runtime = this.world.runtimeOf(agentId);
      const storage = this.world.storageOf(agentId);
      const digest = digestOf(JSON.stringify(files));
      if (runtime.filesDigest === digest) return;
      for (const { path, content } of files) storage.files.set(path, digestOf(content));
      runtime.filesDigest = digest;
      this.engine.took('inject', agentId, runtime.generation);
    });
  }

  async start({ agentId }: RuntimeHandle, signal: AbortSignal): Promise<void> {
    await this.engine.perform('start', agentId, signal, () => {
      const runtime = this.world.runtimeOf(agentId);
      if (runtime.state === 'running') return;
      this.world.storageOf(agentId);
      this.engine.begin(agentId, runtime);
      this.engine.took('start', agentId, runtime.generation);
    });
  }

  async amend({ agentId, resources }: RuntimeSpec, signal: AbortSignal): Promise<void> {
    await this.engine.perform('amend', agentId, signal, () => {
      const runtime = this.world.runtimeOf(agentId);
      const { vcpu, ramMb } = resources;
      const right = runtime.limits.vcpu === vcpu && runtime.limits.ramMb === ramMb;
      const networkAttached = this.world.networks.has(agentId);
      if (right && runtime.networkAttached === networkAttached) return;
      Object.assign(runtime, { limits: { vcpu, ramMb }, networkAttached });
      this.engine.took('amend', agentId, runtime.generation);
    });
  }

  async copyState(
    from: RuntimeHandle,
    to: RuntimeHandle,
    scope: StateScope,
    progress: Progress,
    signal: AbortSignal,
  ): Promise<void> {
    await this.engine.perform('import', to.agentId, signal, () => {
      const source = this.world.storageOf(from.agentId);
      const target = this.world.storageOf(to.agentId);
      const { state, generation, startedAt } = this.world.runtimeOf(to.agentId);
      if (state !== 'created' || startedAt !== null) {
        throw new DomainError(
          'conflict',
          'Only an agent that was never started can take over the state of another.',
        );
      }
      const importedFrom = `${from.agentId}/${scope}`;
      if (target.importedFrom === importedFrom) return;
      const taken = [...source.files].filter(([path]) => isInScope(path, scope));
      progress(`copying ${taken.length} files`);
      for (const [path, digest] of taken) target.files.set(path, digest);
      target.importedFrom = importedFrom;
      this.engine.took('import', to.agentId, generation);
    });
  }

  attach(_handle: RuntimeHandle, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    return Promise.resolve();
  }

  async stop({ agentId }: RuntimeHandle, _graceMs: number, signal: AbortSignal): Promise<void> {
    await this.engine.perform('stop', agentId, signal, () => {
      const state = this.world.runtimes.get(agentId)?.state;
      if (state === 'running' || state === 'paused') this.halt(agentId);
    });
  }

  async remove(
    { agentId }: RuntimeHandle,
    { keepState }: { keepState: boolean },
    signal: AbortSignal,
  ): Promise<void> {
    const found = this.world.runtimes.get(agentId);
    const generation = found && found.state !== 'foreign' ? found.generation : null;
    await this.engine.perform('remove-runtime', agentId, signal, () => {
      const state = this.world.runtimes.get(agentId)?.state;
      if (state !== undefined && state !== 'foreign') this.takeAway(agentId);
    });
    if (keepState) return;
    await this.engine.perform('remove-network', agentId, signal, () => {
      if (this.world.networks.delete(agentId)) this.engine.took('remove-network', agentId, generation);
    });
    await this.engine.perform('remove-storage', agentId, signal, () => {
      if (this.world.storages.delete(agentId)) this.engine.took('remove-storage', agentId, generation);
    });
  }

  async *list(signal: AbortSignal): AsyncIterable<ObservedRuntime> {
    for (const agentId of this.world.agentIds()) {
      signal.throwIfAborted();
      yield await this.access.inspect(this.access.handleFor(agentId));
    }
  }

  watch(signal: AbortSignal): AsyncIterable<RuntimeChange> {
    return this.engine.changes.watch(signal);
  }

  private get world(): SimulatedWorld {
    return this.engine.world;
  }

  /** What an earlier runtime was made from, if it is still there. */
  private imageFor({ image }: RuntimeSpec): string {
    return image !== null && this.world.images.has(image) ? image : this.engine.settings.image;
  }

  private halt(agentId: string): void {
    const runtime = this.world.runtimeOf(agentId);
    this.engine.end(agentId, runtime, 0);
    this.engine.took('stop', agentId, runtime.generation);
  }

  private takeAway(agentId: string): void {
    const { state, generation } = this.world.runtimeOf(agentId);
    if (state === 'running' || state === 'paused') this.halt(agentId);
    this.engine.removeRuntime(agentId);
    this.engine.took('remove-runtime', agentId, generation);
  }
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
