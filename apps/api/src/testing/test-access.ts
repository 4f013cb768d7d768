import type {
  LogLine,
  LogOptions,
  ObservedRuntime,
  RuntimeAccess,
  RuntimeHandle,
  RuntimeStats,
  RuntimeUsage,
  TargetCapabilities,
} from '@nora/runtime-adapters';

/** A target whose runtimes are only spoken of: enough for what the API asks of one. */
export class TestAccess implements RuntimeAccess {
  readonly target = 'docker' as const;
  configured = true;
  disk: TargetCapabilities['disk'] = 'enforced';
  lines: string[] = [];
  followed: LogOptions | undefined;
  /** What a watcher of any runtime sees, in order; then it ends as that of a runtime that stopped. */
  watched: RuntimeStats[] = [];
  /** Watches that go on. */
  watchers = 0;

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

  async *logs(_handle: RuntimeHandle, options: LogOptions): AsyncGenerator<LogLine> {
    this.followed = options;
    const at = new Date('2026-01-02T03:04:05Z');
    for (const text of this.lines.slice(-options.tail)) yield { at, stream: 'stdout', text };
    if (!options.follow) return;
    await new Promise<void>((resolve) =>
      options.signal.addEventListener('abort', () => resolve(), { once: true }),
    );
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
