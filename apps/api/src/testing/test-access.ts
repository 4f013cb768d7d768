import type {
  LogLine,
  LogOptions,
  ObservedRuntime,
  RuntimeAccess,
  RuntimeHandle,
  TargetCapabilities,
} from '@nora/runtime-adapters';

/** A target whose runtimes are only spoken of: enough for what the API asks of one. */
export class TestAccess implements RuntimeAccess {
  readonly target = 'docker' as const;
  configured = true;
  disk: TargetCapabilities['disk'] = 'enforced';
  lines: string[] = [];
  followed: LogOptions | undefined;

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
