import type { SimulatedEngine } from './simulated-engine';
import type { SimulatedRuntime } from './types';

/** What people and accidents do to a target behind Nora's back. None of it is in the ledger. */
export class ByHand {
  constructor(private readonly engine: SimulatedEngine) {}

  /** Ends a runtime as if it had crashed. */
  crash(agentId: string, exitCode: number): void {
    this.engine.end(agentId, this.runtime(agentId), exitCode);
  }

  stop(agentId: string): void {
    this.engine.end(agentId, this.runtime(agentId), 0);
  }

  start(agentId: string): void {
    this.engine.begin(agentId, this.runtime(agentId));
    this.tell(agentId, 'runtime started');
  }

  pause(agentId: string): void {
    this.runtime(agentId).state = 'paused';
    this.tell(agentId, 'runtime paused');
  }

  removeRuntime(agentId: string): void {
    this.engine.removeRuntime(agentId);
    this.tell(agentId, 'runtime removed');
  }

  setLimits(agentId: string, limits: SimulatedRuntime['limits']): void {
    this.runtime(agentId).limits = limits;
    this.tell(agentId, 'runtime updated');
  }

  /** As if somebody had made it anew from something else. */
  replace(agentId: string, made: { specHash?: string; image?: string }): void {
    Object.assign(this.runtime(agentId), made);
    this.tell(agentId, 'runtime replaced');
  }

  detach(agentId: string): void {
    this.runtime(agentId).networkAttached = false;
    this.tell(agentId, 'network disconnected');
  }

  removeStorage(agentId: string): void {
    this.engine.world.storages.delete(agentId);
    this.tell(agentId, 'storage removed');
  }

  writeFile(agentId: string, path: string, content: string): void {
    this.engine.world.storageOf(agentId).files.set(path, content);
  }

  /** Something that is not this installation's takes the runtime's name. */
  addForeign(agentId: string): void {
    this.engine.removeRuntime(agentId);
    this.engine.world.runtimes.set(agentId, { ...this.made(), state: 'foreign' });
  }

  /** A runtime of this installation, with storage and network, that no record knows. */
  addOrphan(agentId: string): void {
    const { world } = this.engine;
    world.storages.set(agentId, { files: new Map(), importedFrom: null });
    world.networks.add(agentId);
    world.runtimes.set(agentId, this.made());
    this.engine.begin(agentId, this.runtime(agentId));
    this.tell(agentId, 'runtime started');
  }

  private made(): SimulatedRuntime {
    return {
      ...{ generation: 1, specHash: 'by-hand', image: this.engine.settings.image, logs: [] },
      ...{ limits: { vcpu: 1, ramMb: 1024 }, state: 'created', startedAt: null, exitCode: null },
      ...{ networkAttached: true, filesDigest: null },
    };
  }

  private runtime(agentId: string): SimulatedRuntime {
    return this.engine.world.runtimeOf(agentId);
  }

  private tell(agentId: string, what: string): void {
    this.engine.changes.emit(agentId, what);
  }
}
