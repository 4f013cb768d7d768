import { setTimeout as sleep } from 'node:timers/promises';
import { DomainError } from '@nora/contracts';
import { OPENCLAW_GATEWAY_PORT, type RuntimePortName, SIDECAR_PORT } from '@nora/runtime-contract';
import type Docker from 'dockerode';
import type { ContainerInspectInfo } from 'dockerode';
import type { AccessOptions } from '../options';
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
import type { EngineCapabilities } from './capabilities';
import { openTerminal } from './docker-terminal';
import { orNull } from './errors';
import { LogFrames } from './log-frames';
import { openLogs } from './open-logs';
import { LABELS, objectName } from './names';
import { inspectNetwork, subnetsOf } from './networks';
import { isOurs, observe } from './observe';
import { volumeUsage } from './disk-usage';
import { readUsage } from './usage';

const PING_WITHIN_MS = 3_000;
const PORTS: Record<RuntimePortName, number> = { sidecar: SIDECAR_PORT, gateway: OPENCLAW_GATEWAY_PORT };

/** Looks at runtimes that are containers of a Docker engine. */
export class DockerAccess implements RuntimeAccess {
  readonly target = 'docker';

  constructor(
    private readonly docker: Docker,
    private readonly settings: AccessOptions['settings'],
    private readonly engine: EngineCapabilities,
  ) {}

  async capabilities(): Promise<TargetCapabilities> {
    return this.engine.read();
  }

  async availability(): Promise<{ configured: boolean; reason?: string }> {
    try {
      const late = sleep(PING_WITHIN_MS, undefined, { ref: false }).then(() => Promise.reject(new Error()));
      await Promise.race([this.docker.ping(), late]);
      return { configured: true };
    } catch {
      return { configured: false, reason: 'The Docker engine does not answer.' };
    }
  }

  handleFor(agentId: string): RuntimeHandle {
    return { target: 'docker', agentId, id: objectName(this.settings.installationId, agentId) };
  }

  async inspect(handle: RuntimeHandle): Promise<ObservedRuntime> {
    const { installationId } = this.settings;
    const [container, volume, network] = await Promise.all([
      this.named(handle),
      orNull(() => this.docker.getVolume(handle.id).inspect()),
      orNull(() => inspectNetwork(this.docker.getNetwork(handle.id))),
    ]);
    const isOwn = (labels?: Record<string, string> | null): boolean =>
      labels?.[LABELS.installation] === installationId;
    const around = {
      networkId: isOwn(network?.Labels) ? (network?.Id ?? null) : null,
      storagePresent: isOwn(volume?.Labels),
    };
    return observe(handle, container, around, installationId);
  }

  async endpoint(handle: RuntimeHandle, port: RuntimePortName): Promise<Endpoint> {
    const found = await this.find(handle);
    if (!found?.State.Running || found.State.Paused)
      throw new DomainError('runtime_unreachable', 'The runtime does not run.');
    const inside = PORTS[port];
    if (this.settings.dockerControlContainer !== '') {
      const address = found.NetworkSettings.Networks[handle.id]?.IPAddress;
      if (address) return { host: address, port: inside };
    } else {
      const [published] = found.NetworkSettings.Ports[`${inside}/tcp`] ?? [];
      if (published) return { host: '127.0.0.1', port: Number(published.HostPort) };
    }
    throw new DomainError('runtime_unreachable', `The runtime has no address for its ${port}.`);
  }

  async callsFrom(handle: RuntimeHandle): Promise<string[]> {
    const network = await orNull(() => inspectNetwork(this.docker.getNetwork(handle.id)));
    return network ? subnetsOf(network) : [];
  }

  async *logs(handle: RuntimeHandle, { tail, since, follow, signal }: LogOptions): AsyncIterable<LogLine> {
    const options = {
      ...{ stdout: true, stderr: true, timestamps: true, follow },
      ...(tail === null ? {} : { tail }),
      ...(since ? { since: (since.getTime() / 1_000).toFixed(3) } : {}),
    };
    const stream = await orNull(() => openLogs(this.docker, handle.id, options, signal));
    if (!stream) return;
    const frames = new LogFrames();
    const close = (): void => void stream.destroy();
    signal.addEventListener('abort', close);
    try {
      for await (const piece of stream as AsyncIterable<Buffer>) yield* frames.push(piece);
      yield* frames.end();
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      signal.removeEventListener('abort', close);
      close();
    }
  }

  usage(handles: readonly RuntimeHandle[], signal: AbortSignal): AsyncIterable<RuntimeUsage> {
    return readUsage(this.docker, handles, (...args) => this.find(...args), signal);
  }

  async diskUsage(handle: RuntimeHandle, signal: AbortSignal): Promise<number | null> {
    const found = await this.find(handle, signal);
    return found?.State.Running && !found.State.Paused ? volumeUsage(this.docker, handle.id, signal) : null;
  }

  stats(handle: RuntimeHandle, signal: AbortSignal): AsyncIterable<RuntimeStats> {
    return liveStats(this, handle, signal);
  }

  async exec(handle: RuntimeHandle, argv: readonly string[], options: ExecOptions): Promise<ExecSession> {
    const found = await this.find(handle);
    if (!found?.State.Running || found.State.Paused)
      throw new DomainError('runtime_unreachable', 'The runtime does not run.');
    // By its id: one of the same name may take its place meanwhile.
    return openTerminal(this.docker, this.docker.getContainer(found.Id), handle.agentId, argv, options);
  }

  /** The container of an agent of this installation; null when there is none. */
  async find(handle: RuntimeHandle, signal?: AbortSignal): Promise<ContainerInspectInfo | null> {
    const found = await this.named(handle, signal);
    return found && isOurs(found, this.settings.installationId) ? found : null;
  }

  /** Whatever container has the runtime's name, whosesoever it is. */
  named({ id }: RuntimeHandle, signal?: AbortSignal): Promise<ContainerInspectInfo | null> {
    const options = signal ? { abortSignal: signal } : {};
    return orNull(() => this.docker.getContainer(id).inspect(options));
  }
}
