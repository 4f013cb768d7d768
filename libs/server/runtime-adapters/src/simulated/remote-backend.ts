import type { RuntimeSettings } from '@nora/config';
import type { RuntimePortName } from '@nora/runtime-contract';
import type {
  Endpoint,
  ExecOptions,
  ExecSession,
  LogLine,
  LogOptions,
  ObservedRuntime,
  Progress,
  RuntimeAccess,
  RuntimeBackend,
  RuntimeChange,
  RuntimeFile,
  RuntimeHandle,
  RuntimeNetwork,
  RuntimeProvisioner,
  RuntimeSpec,
  RuntimeStats,
  RuntimeUsage,
  StateScope,
  TargetCapabilities,
} from '../ports';
import { liveStats } from '../usage/live-stats';
import { EngineClient } from './engine-client';
import { RemoteTerminal } from './remote-terminal';
import { SIMULATED_CAPABILITIES, simulatedHandle } from './simulated-access';
import { reviveObserved, reviveUsage } from './wire';

type Settings = Pick<RuntimeSettings, 'simulatedEngineUrl' | 'listenerUrlProcess'>;

/** Looks at runtimes of a simulated engine in another process. */
export class RemoteSimulatedAccess implements RuntimeAccess {
  readonly target = 'simulated';

  constructor(private readonly client: EngineClient) {}

  capabilities = (): Promise<TargetCapabilities> => Promise.resolve(SIMULATED_CAPABILITIES);

  availability = (): Promise<{ configured: boolean; reason?: string }> => this.client.availability();

  callsFrom(): Promise<null> {
    return Promise.resolve(null);
  }

  handleFor(agentId: string): RuntimeHandle {
    return simulatedHandle(this.target, agentId);
  }

  async inspect(handle: RuntimeHandle): Promise<ObservedRuntime> {
    return reviveObserved((await this.client.call('inspect', { handle })) as ObservedRuntime);
  }

  async endpoint(handle: RuntimeHandle, port: RuntimePortName): Promise<Endpoint> {
    return (await this.client.call('endpoint', { handle, port })) as Endpoint;
  }

  async *logs(handle: RuntimeHandle, { tail, since, follow, signal }: LogOptions): AsyncIterable<LogLine> {
    const asked = { handle, tail, since: since?.toISOString() ?? null, follow };
    try {
      for await (const item of this.client.stream('logs', asked, signal)) {
        const line = item as LogLine;
        yield { ...line, at: line.at && new Date(line.at) };
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  async *usage(handles: readonly RuntimeHandle[], signal: AbortSignal): AsyncIterable<RuntimeUsage> {
    for await (const item of this.client.stream('usage', { handles: [...handles] }, signal))
      yield reviveUsage(item as RuntimeUsage);
  }

  async diskUsage(handle: RuntimeHandle, signal: AbortSignal): Promise<number | null> {
    return (await this.client.call('diskUsage', { handle }, signal)) as number | null;
  }

  stats(handle: RuntimeHandle, signal: AbortSignal): AsyncIterable<RuntimeStats> {
    return liveStats(this, handle, signal);
  }

  exec(handle: RuntimeHandle, argv: readonly string[], options: ExecOptions): Promise<ExecSession> {
    return RemoteTerminal.open(this.client, handle, argv, options);
  }
}

/** Makes runtimes of a simulated engine in another process. */
export class RemoteSimulatedProvisioner implements RuntimeProvisioner {
  readonly target = 'simulated';

  constructor(
    private readonly client: EngineClient,
    private readonly noraUrl: string,
  ) {}

  async ensureImage(spec: RuntimeSpec, progress: Progress, signal: AbortSignal): Promise<void> {
    await this.client.call('ensureImage', { spec }, signal, progress);
  }

  async ensureStorage(spec: RuntimeSpec, signal: AbortSignal): Promise<void> {
    await this.client.call('ensureStorage', { spec }, signal);
  }

  async ensureNetwork(spec: RuntimeSpec, signal: AbortSignal): Promise<RuntimeNetwork> {
    const network = (await this.client.call('ensureNetwork', { spec }, signal)) as RuntimeNetwork;
    return { ...network, noraUrl: this.noraUrl };
  }

  async ensureRuntime(spec: RuntimeSpec, signal: AbortSignal): Promise<RuntimeHandle> {
    return (await this.client.call('ensureRuntime', { spec }, signal)) as RuntimeHandle;
  }

  async inject(handle: RuntimeHandle, files: RuntimeFile[], signal: AbortSignal): Promise<void> {
    await this.client.call('inject', { handle, files }, signal);
  }

  async start(handle: RuntimeHandle, signal: AbortSignal): Promise<void> {
    await this.client.call('start', { handle }, signal);
  }

  async amend(spec: RuntimeSpec, signal: AbortSignal): Promise<void> {
    await this.client.call('amend', { spec }, signal);
  }

  async copyState(
    from: RuntimeHandle,
    to: RuntimeHandle,
    scope: StateScope,
    progress: Progress,
    signal: AbortSignal,
  ): Promise<void> {
    await this.client.call('copyState', { from, handle: to, scope }, signal, progress);
  }

  attach(_handle: RuntimeHandle, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    return Promise.resolve();
  }

  async stop(handle: RuntimeHandle, graceMs: number, signal: AbortSignal): Promise<void> {
    await this.client.call('stop', { handle, graceMs }, signal);
  }

  async remove(
    handle: RuntimeHandle,
    { keepState }: { keepState: boolean },
    signal: AbortSignal,
  ): Promise<void> {
    await this.client.call('remove', { handle, keepState }, signal);
  }

  async *list(signal: AbortSignal): AsyncIterable<ObservedRuntime> {
    for await (const item of this.client.stream('list', {}, signal))
      yield reviveObserved(item as ObservedRuntime);
  }

  async *watch(signal: AbortSignal): AsyncIterable<RuntimeChange> {
    try {
      for await (const item of this.client.stream('watch', {}, signal)) yield item as RuntimeChange;
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }
}

export function createRemoteSimulatedAccess({ simulatedEngineUrl }: Settings): RuntimeAccess {
  return new RemoteSimulatedAccess(new EngineClient(simulatedEngineUrl));
}

export function createRemoteSimulatedBackend({
  simulatedEngineUrl,
  listenerUrlProcess,
}: Settings): RuntimeBackend {
  const client = new EngineClient(simulatedEngineUrl);
  const provisioner = new RemoteSimulatedProvisioner(client, listenerUrlProcess);
  return { access: new RemoteSimulatedAccess(client), provisioner };
}
