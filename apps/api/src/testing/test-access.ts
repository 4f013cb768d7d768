import { DomainError } from '@nora/contracts';
import type {
  ExecOptions,
  LogLine,
  LogOptions,
  ObservedRuntime,
  RuntimeAccess,
  RuntimeHandle,
  RuntimeStats,
  RuntimeUsage,
  TargetCapabilities,
} from '@nora/runtime-adapters';
import { SimulatedTerminal } from '@nora/runtime-adapters/simulated';

/** A target whose runtimes are only spoken of: enough for what the API asks of one. */
export class TestAccess implements RuntimeAccess {
  readonly target = 'docker' as const;
  configured = true;
  /** Where its runtimes call from. */
  networks: string[] | null = null;
  disk: TargetCapabilities['disk'] = 'enforced';
  /** What its runtimes have written. */
  written: LogLine[] = [];
  followed: LogOptions | undefined;
  /** What a watcher of any runtime sees, in order; then it ends as that of a runtime that stopped. */
  watched: RuntimeStats[] = [];
  /** Watches that go on. */
  watchers = 0;
  private readonly listeners = new Set<() => void>();
  /** Whether there is a runtime to run commands in. */
  runs = true;
  readonly executed: { argv: readonly string[]; options: ExecOptions; terminal: SimulatedTerminal }[] = [];

  availability(): Promise<{ configured: boolean; reason?: string }> {
    return Promise.resolve(
      this.configured ? { configured: true } : { configured: false, reason: 'No engine.' },
    );
  }

  capabilities(): Promise<TargetCapabilities> {
    const diskReason = this.disk === 'unsupported' ? 'The storage driver has no quotas.' : null;
    return Promise.resolve({
      ...{ cpu: 'enforced', memory: 'enforced', pids: 'enforced', disk: this.disk, diskReason },
      ...{ isolation: 'container', egressFilter: 'enforced' },
    });
  }

  handleFor(agentId: string): RuntimeHandle {
    return { target: this.target, agentId, id: agentId };
  }

  inspect(handle: RuntimeHandle): Promise<ObservedRuntime> {
    return Promise.resolve({
      ...{ handle, state: 'absent', generation: null, specHash: null, startedAt: null, exitCode: null },
      ...{ image: null, limits: null, networkAttached: null, storagePresent: false },
    });
  }

  callsFrom(): Promise<string[] | null> {
    return Promise.resolve(this.networks);
  }

  endpoint(): Promise<never> {
    return Promise.reject(new Error('the API reads endpoints from the database'));
  }

  async *usage(): AsyncGenerator<RuntimeUsage> {
    yield* await Promise.reject<RuntimeUsage[]>(new Error('the worker reads what runtimes use'));
  }

  diskUsage(): Promise<number | null> {
    return Promise.reject(new Error('the worker reads what storages take'));
  }

  async *stats(_handle: RuntimeHandle, signal: AbortSignal): AsyncGenerator<RuntimeStats> {
    this.watchers += 1;
    try {
      for (const stats of this.watched) {
        if (signal.aborted) return;
        yield await Promise.resolve(stats);
      }
    } finally {
      this.watchers -= 1;
    }
  }

  /** Adds a line, also to the logs that are followed. */
  write(text: string, { at = new Date(), stream = 'stdout' }: Partial<LogLine> = {}): void {
    this.written.push({ at, stream, text });
    for (const listener of this.listeners) listener();
  }

  async exec(
    _handle: RuntimeHandle,
    argv: readonly string[],
    options: ExecOptions,
  ): Promise<SimulatedTerminal> {
    if (!this.runs) throw new DomainError('runtime_unreachable', 'The runtime does not run.');
    const terminal = new SimulatedTerminal(['sh'], options);
    options.signal.addEventListener('abort', () => void terminal.kill(), { once: true });
    this.executed.push({ argv, options, terminal });
    return Promise.resolve(terminal);
  }

  async *logs(_handle: RuntimeHandle, options: LogOptions): AsyncGenerator<LogLine> {
    const { tail, since, follow, signal } = options;
    if (follow) this.followed = options;
    let next = tail === null ? 0 : Math.max(0, this.written.length - tail);
    for (;;) {
      for (let line = this.written[next]; line; line = this.written[next]) {
        next += 1;
        if (!since || !line.at || line.at >= since) yield line;
      }
      if (!follow || signal.aborted) return;
      await this.change(signal);
    }
  }

  private change(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        this.listeners.delete(done);
        signal.removeEventListener('abort', done);
        resolve();
      };
      this.listeners.add(done);
      signal.addEventListener('abort', done);
    });
  }
}

/** A request body for an agent that the test target takes. */
export function newAgent(name: string): object {
  return {
    name,
    runtimeFamily: 'openclaw',
    deployTarget: 'docker',
    sandboxProfile: 'standard',
    provider: 'demo',
    resources: { vcpu: 1, ramMb: 2048, diskGb: 5 },
  };
}
