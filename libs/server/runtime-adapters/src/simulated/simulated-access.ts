import { setTimeout as sleep } from 'node:timers/promises';
import { DomainError } from '@nora/contracts';
import type { DeployTarget, RuntimePortName } from '@nora/runtime-contract';
import type {
  Endpoint,
  ExecOptions,
  ExecSession,
  LogLine,
  LogOptions,
  ObservedRuntime,
  RuntimeAccess,
  RuntimeHandle,
  RuntimeStats,
  RuntimeUsage,
  TargetCapabilities,
} from '../ports';
import { liveStats } from '../usage/live-stats';
import type { SimulatedEngine } from './simulated-engine';
import { SIMULATED_DISK_BYTES, simulatedUsage } from './usage';
import { SimulatedTerminal } from './simulated-terminal';

const POLL_MS = 50;

export const SIMULATED_CAPABILITIES: TargetCapabilities = {
  ...{ cpu: 'enforced', memory: 'enforced', pids: 'recorded', disk: 'recorded', diskReason: null },
  ...{ isolation: 'none', egressFilter: 'none' },
};

/** The name that a runtime has on a simulated target. */
export function simulatedHandle(target: DeployTarget, agentId: string): RuntimeHandle {
  return { target, agentId, id: `simulated-${agentId}` };
}

/** Where runtimes are served; `host` null for an address of its own per agent. */
export interface ServedAt {
  host: string | null;
  ports: Record<RuntimePortName, number>;
}

/** Looks at runtimes of an engine in this process. */
export class SimulatedAccess implements RuntimeAccess {
  constructor(
    private readonly engine: SimulatedEngine,
    readonly target: DeployTarget,
    private readonly servedAt: ServedAt,
  ) {}

  capabilities = (): Promise<TargetCapabilities> => Promise.resolve(SIMULATED_CAPABILITIES);

  availability = (): Promise<{ configured: boolean }> => Promise.resolve({ configured: true });

  callsFrom(): Promise<null> {
    return Promise.resolve(null);
  }

  handleFor(agentId: string): RuntimeHandle {
    return simulatedHandle(this.target, agentId);
  }

  inspect(handle: RuntimeHandle): Promise<ObservedRuntime> {
    return Promise.resolve(this.engine.world.observe(handle));
  }

  async endpoint({ agentId }: RuntimeHandle, port: RuntimePortName): Promise<Endpoint> {
    const { state } = this.engine.world.runtimeOf(agentId);
    if (state !== 'running') throw new DomainError('runtime_unreachable', 'The runtime does not run.');
    const host = this.servedAt.host ?? this.engine.world.addressOf(agentId);
    return Promise.resolve({ host, port: this.servedAt.ports[port] + this.engine.settings.portOffset });
  }

  async *logs({ agentId }: RuntimeHandle, options: LogOptions): AsyncIterable<LogLine> {
    const { tail, since, follow, signal } = options;
    const known = this.engine.world.runtimes.get(agentId)?.logs ?? [];
    let seen = 0;
    if (tail !== null && known.length > tail) seen = known.at(-tail - 1)?.number ?? 0;
    for (;;) {
      const lines = this.engine.world.runtimes.get(agentId)?.logs ?? [];
      for (const { number, at, text } of lines.filter((line) => line.number > seen)) {
        seen = number;
        if (!since || at >= since) yield { at, stream: 'stdout', text };
      }
      if (!follow || signal.aborted) return;
      await sleep(POLL_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  async *usage(handles: readonly RuntimeHandle[], signal: AbortSignal): AsyncIterable<RuntimeUsage> {
    const at = await Promise.resolve(new Date());
    for (const { agentId } of handles) {
      signal.throwIfAborted();
      const runtime = this.engine.world.runtimes.get(agentId);
      const isUp = runtime?.state === 'running' || runtime?.state === 'paused';
      if (isUp) yield simulatedUsage(agentId, runtime, at);
    }
  }

  diskUsage({ agentId }: RuntimeHandle, signal: AbortSignal): Promise<number | null> {
    signal.throwIfAborted();
    return Promise.resolve(this.engine.world.storages.has(agentId) ? SIMULATED_DISK_BYTES : null);
  }

  stats(handle: RuntimeHandle, signal: AbortSignal): AsyncIterable<RuntimeStats> {
    return liveStats(this, handle, signal);
  }

  async exec(
    { agentId }: RuntimeHandle,
    argv: readonly string[],
    { cols, rows, signal }: ExecOptions,
  ): Promise<ExecSession> {
    if (this.engine.world.runtimeOf(agentId).state !== 'running')
      throw new DomainError('runtime_unreachable', 'The runtime does not run.');
    const terminal = new SimulatedTerminal(argv, { cols, rows });
    this.engine.holdTerminal(agentId, terminal);
    const kill = () => void terminal.kill();
    signal.addEventListener('abort', kill, { once: true });
    void terminal.exited.then(() => signal.removeEventListener('abort', kill));
    return Promise.resolve(terminal);
  }
}
