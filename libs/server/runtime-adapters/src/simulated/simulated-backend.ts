import { setTimeout as sleep } from 'node:timers/promises';
import { DomainError } from '@nora/contracts';
import type { DeployTarget, RuntimePortName } from '@nora/runtime-contract';
import type {
  Endpoint,
  LogLine,
  ObservedRuntime,
  RuntimeAccess,
  RuntimeBackend,
  RuntimeFile,
  RuntimeHandle,
  RuntimeNetwork,
  RuntimeProvisioner,
  RuntimeSpec,
  RuntimeState,
} from '../ports';

/** The methods of a provisioner that change something. */
export type Effect = 'image' | 'storage' | 'network' | 'create' | 'inject' | 'start' | 'stop' | 'remove';

/** One effect that really took place; a repeated call that found its own work leaves none. */
export interface LedgerEntry {
  effect: Effect;
  agentId: string;
}

interface SimulatedRuntime {
  generation: number;
  specHash: string;
  state: RuntimeState;
  startedAt: Date | null;
  exitCode: number | null;
  files: RuntimeFile[];
}

/**
 * A backend that keeps its runtimes in memory, for tests of the engine at scale and under faults.
 * It takes time, fails and crashes as told, and writes every effect into a ledger of its own.
 */
export class SimulatedBackend implements RuntimeBackend, RuntimeProvisioner, RuntimeAccess {
  readonly provisioner: RuntimeProvisioner = this;
  readonly access: RuntimeAccess = this;
  readonly capabilities = { resourceLimits: 'recorded', isolation: 'none' } as const;
  readonly ledger: LedgerEntry[] = [];
  readonly runtimes = new Map<string, SimulatedRuntime>();
  /** Added to every port, as if the backend had given out others. */
  portOffset = 0;
  /** Milliseconds every call takes. */
  latencyMs = 0;

  private readonly faults: { effect: Effect; error: Error }[] = [];
  private readonly deaths: { effect: Effect; when: 'before' | 'after' }[] = [];
  private readonly prepared = new Set<string>();

  constructor(readonly target: DeployTarget = 'process') {}

  /** Makes the next call of this kind throw before it has any effect. */
  failNext(effect: Effect, error: Error): void {
    this.faults.push({ effect, error });
  }

  /** Makes the next call of this kind never return, as if its worker had died just before or after the effect. */
  dieAt(effect: Effect, when: 'before' | 'after'): void {
    this.deaths.push({ effect, when });
  }

  /** Ends a runtime as if it had crashed. */
  crash(agentId: string, exitCode: number): void {
    Object.assign(this.existing(agentId), { state: 'exited', exitCode });
  }

  /** How often an effect took place for an agent. */
  count(effect: Effect, agentId: string): number {
    return this.ledger.filter((entry) => entry.effect === effect && entry.agentId === agentId).length;
  }

  ensureImage = (spec: RuntimeSpec, _progress: unknown, signal: AbortSignal) =>
    this.once('image', 'every agent', spec.agentId, signal);

  ensureStorage = (spec: RuntimeSpec, signal: AbortSignal) =>
    this.once('storage', spec.agentId, spec.agentId, signal);

  async ensureNetwork(spec: RuntimeSpec, signal: AbortSignal): Promise<RuntimeNetwork> {
    await this.once('network', spec.agentId, spec.agentId, signal);
    return {
      noraUrl: 'http://127.0.0.1:8081',
      listen: { bind: 'loopback', ports: { sidecar: 9090, gateway: 18789 } },
      controlPlaneAddresses: ['127.0.0.1'],
    };
  }

  async ensureRuntime(spec: RuntimeSpec, signal: AbortSignal): Promise<RuntimeHandle> {
    await this.call('create', signal);
    const found = this.runtimes.get(spec.agentId);
    if (found?.generation !== spec.generation) {
      const { generation, specHash } = spec;
      this.runtimes.set(spec.agentId, {
        ...{ generation, specHash, files: [] },
        ...{ state: 'created', startedAt: null, exitCode: null },
      });
      await this.took('create', spec.agentId);
    }
    return this.handleFor(spec.agentId);
  }

  async inject({ agentId }: RuntimeHandle, files: RuntimeFile[], signal: AbortSignal): Promise<void> {
    await this.call('inject', signal);
    this.existing(agentId).files = files;
    await this.took('inject', agentId);
  }

  async start({ agentId }: RuntimeHandle, signal: AbortSignal): Promise<void> {
    await this.call('start', signal);
    const runtime = this.existing(agentId);
    if (runtime.state === 'running') return;
    Object.assign(runtime, { state: 'running', startedAt: new Date(), exitCode: null });
    await this.took('start', agentId);
  }

  attach = () => Promise.resolve();

  async stop({ agentId }: RuntimeHandle, _graceMs: number, signal: AbortSignal): Promise<void> {
    await this.call('stop', signal);
    const runtime = this.runtimes.get(agentId);
    if (runtime?.state !== 'running') return;
    Object.assign(runtime, { state: 'exited', exitCode: 0 });
    await this.took('stop', agentId);
  }

  async remove(
    { agentId }: RuntimeHandle,
    _options: { keepState: boolean },
    signal: AbortSignal,
  ): Promise<void> {
    await this.call('remove', signal);
    if (this.runtimes.delete(agentId)) await this.took('remove', agentId);
  }

  async *list(): AsyncIterable<ObservedRuntime> {
    for (const agentId of this.runtimes.keys()) yield await this.inspect(this.handleFor(agentId));
  }

  availability = () => Promise.resolve({ configured: true });

  handleFor(agentId: string): RuntimeHandle {
    return { target: this.target, agentId, id: `simulated-${agentId}` };
  }

  inspect(handle: RuntimeHandle): Promise<ObservedRuntime> {
    const runtime = this.runtimes.get(handle.agentId);
    return Promise.resolve({
      handle,
      state: runtime?.state ?? 'absent',
      generation: runtime?.generation ?? null,
      specHash: runtime?.specHash ?? null,
      startedAt: runtime?.startedAt ?? null,
      exitCode: runtime?.exitCode ?? null,
    });
  }

  endpoint({ agentId }: RuntimeHandle, port: RuntimePortName): Promise<Endpoint> {
    this.existing(agentId);
    return Promise.resolve({
      host: '127.0.0.1',
      port: (port === 'gateway' ? 18789 : 9090) + this.portOffset,
    });
  }

  async *logs({ agentId }: RuntimeHandle): AsyncIterable<LogLine> {
    yield await Promise.resolve({
      at: null,
      stream: 'stdout',
      text: `log of ${this.existing(agentId).state}`,
    });
  }

  private async once(effect: Effect, key: string, agentId: string, signal: AbortSignal): Promise<void> {
    await this.call(effect, signal);
    if (this.prepared.has(`${effect}:${key}`)) return;
    this.prepared.add(`${effect}:${key}`);
    await this.took(effect, agentId);
  }

  private async took(effect: Effect, agentId: string): Promise<void> {
    this.ledger.push({ effect, agentId });
    await this.dieIfTold(effect, 'after');
  }

  private async dieIfTold(effect: Effect, when: 'before' | 'after'): Promise<void> {
    const index = this.deaths.findIndex((death) => death.effect === effect && death.when === when);
    if (index === -1) return;
    this.deaths.splice(index, 1);
    await new Promise<never>(() => undefined);
  }

  private async call(effect: Effect, signal: AbortSignal): Promise<void> {
    await sleep(this.latencyMs, undefined, { signal });
    const index = this.faults.findIndex((fault) => fault.effect === effect);
    const [fault] = index === -1 ? [] : this.faults.splice(index, 1);
    if (fault) throw fault.error;
    await this.dieIfTold(effect, 'before');
  }

  private existing(agentId: string): SimulatedRuntime {
    const runtime = this.runtimes.get(agentId);
    if (!runtime) throw new DomainError('runtime_unreachable', 'There is no such runtime.');
    return runtime;
  }
}
