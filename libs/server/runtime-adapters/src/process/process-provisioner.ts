import { createHash } from 'node:crypto';
import { chmod, chown, copyFile, mkdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { arch } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DomainError } from '@nora/contracts';
import { withFileLock } from '../file-lock';
import type { RuntimeCpu, RuntimeInstaller } from '../install/runtime-installer';
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
import { isAlive } from '../process-identity';
import { allocatePorts, allocateUid, areFree } from './allocate';
import { type AgentProcess, launchSidecar, sendFiles } from './launch';
import type { ProcessPlaces } from './places';
import type { ProcessAccess } from './process-access';
import { killAll, signal as sendSignal } from './process-tree';
import { type ProcessRecord, readRecord, readRecords, writeRecord } from './record';
import { removeTemporaryFiles } from './temporary-files';

const POLL_MS = 100;

/** Makes runtimes as processes of this host, each as a user of its own when Nora runs as root. */
export class ProcessProvisioner implements RuntimeProvisioner {
  readonly target = 'process';
  readonly capabilities: TargetCapabilities = {
    resourceLimits: 'recorded',
    isolation: process.getuid?.() === 0 ? 'user' : 'none',
  };

  constructor(
    private readonly options: BackendOptions,
    private readonly places: ProcessPlaces,
    private readonly installer: RuntimeInstaller,
    private readonly access: ProcessAccess,
  ) {}

  async ensureImage(_spec: RuntimeSpec, progress: Progress, signal: AbortSignal): Promise<void> {
    await this.openDirectory(this.places.runtimes);
    await this.installer.ensure(this.cpu(), progress, signal);
    await this.copySidecar();
  }

  async ensureStorage(spec: RuntimeSpec, signal: AbortSignal): Promise<void> {
    const availability = await this.access.availability();
    if (!availability.configured) {
      throw new DomainError('target_not_configured', availability.reason ?? 'The target is not available.');
    }
    const { agentId, workspaceId } = spec;
    const record = await this.exclusively(signal, async (others) => {
      const known = await readRecord(this.places, agentId);
      if (known) return known;
      const taken = others.map(({ uid }) => uid);
      const uid =
        process.getuid?.() === 0 ? allocateUid(this.options.settings.installationId, agentId, taken) : null;
      const fresh: ProcessRecord = {
        ...{ agentId, workspaceId, uid, generation: null, specHash: null, ports: null },
        ...{ runtime: null, sidecar: null, process: null, startedAt: null },
      };
      await this.openDirectory(this.places.agent(agentId));
      await writeRecord(this.places, fresh);
      return fresh;
    });
    for (const directory of [this.places.home(agentId), this.places.run(agentId)]) {
      await mkdir(directory, { recursive: true, mode: 0o700 });
      if (record.uid !== null) await chown(directory, record.uid, record.uid);
    }
  }

  async ensureNetwork(spec: RuntimeSpec, signal: AbortSignal): Promise<RuntimeNetwork> {
    const ports = await this.exclusively(signal, async (others) => {
      const record = await this.recordOf(spec.agentId);
      // The ports of a runtime that does not run may have been taken by someone else since.
      if (record.ports && ((await this.runs(record)) || (await areFree(record.ports)))) return record.ports;
      const taken = others.flatMap((other) => (other.agentId === spec.agentId ? [] : (other.ports ?? [])));
      const allocated = await allocatePorts(taken);
      await writeRecord(this.places, { ...record, ports: allocated });
      return allocated;
    });
    return {
      listen: { bind: 'loopback', ports },
      noraUrl: this.options.settings.listenerUrlProcess,
      controlPlaneAddresses: ['127.0.0.1'],
    };
  }

  async ensureRuntime(spec: RuntimeSpec, signal: AbortSignal): Promise<RuntimeHandle> {
    const handle = this.access.handleFor(spec.agentId);
    const record = await this.recordOf(spec.agentId);
    if (record.generation !== null && record.generation > spec.generation) {
      throw new DomainError('conflict', 'A newer generation of this runtime exists already.');
    }
    if (record.generation === spec.generation && record.specHash === spec.specHash) return handle;
    await this.stop(handle, this.options.settings.stopGraceSeconds * 1_000, signal);
    await rm(join(this.places.run(spec.agentId), 'exit.json'), { force: true });
    await writeRecord(this.places, {
      ...(await this.recordOf(spec.agentId)),
      generation: spec.generation,
      specHash: spec.specHash,
      runtime: await this.installer.directoryFor(this.cpu()),
      sidecar: await this.sidecarPath(),
      startedAt: null,
    });
    return handle;
  }

  async inject(handle: RuntimeHandle, files: RuntimeFile[], signal: AbortSignal): Promise<void> {
    await sendFiles(this.agentProcess(await this.recordOf(handle.agentId)), files, signal);
  }

  async start(handle: RuntimeHandle, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const record = await this.recordOf(handle.agentId);
    if (await this.runs(record)) return;
    await killAll(record);
    if (record.ports && !(await areFree(record.ports))) {
      throw new DomainError('conflict', 'Another program listens on the ports of this runtime. Redeploy it.');
    }
    await rm(join(this.places.run(handle.agentId), 'exit.json'), { force: true });
    const agent = this.agentProcess(record);
    const identity = await launchSidecar(agent);
    await writeRecord(this.places, { ...record, process: identity, startedAt: new Date().toISOString() });
  }

  /** Loopback ports are reached from anywhere on the host. */
  attach(): Promise<void> {
    return Promise.resolve();
  }

  async stop(handle: RuntimeHandle, graceMs: number, signal: AbortSignal): Promise<void> {
    const record = await readRecord(this.places, handle.agentId);
    if (!record) return;
    const { process: leader } = record;
    if (leader && (await isAlive(leader))) {
      sendSignal(leader.pid, 'SIGTERM');
      const deadline = Date.now() + graceMs;
      while (Date.now() < deadline && (await isAlive(leader))) {
        await sleep(POLL_MS, undefined, { signal });
      }
    }
    await killAll(record);
    if (leader) await writeRecord(this.places, { ...record, process: null });
  }

  async remove(
    handle: RuntimeHandle,
    { keepState }: { keepState: boolean },
    signal: AbortSignal,
  ): Promise<void> {
    signal.throwIfAborted();
    const record = await readRecord(this.places, handle.agentId);
    if (record) {
      await killAll(record);
      const removed = { generation: null, specHash: null, process: null, startedAt: null };
      await writeRecord(this.places, { ...record, ...removed });
    }
    if (keepState) return;
    // The record goes last: until then a repeated removal knows the agent's user.
    if (record && record.uid !== null) await removeTemporaryFiles(record.uid);
    await rm(this.places.agent(handle.agentId), { recursive: true, force: true });
  }

  async *list(signal: AbortSignal): AsyncIterable<ObservedRuntime> {
    for (const { agentId } of await readRecords(this.places)) {
      signal.throwIfAborted();
      yield await this.access.inspect(this.access.handleFor(agentId));
    }
  }

  private cpu(): RuntimeCpu {
    return arch() === 'arm64' ? 'arm64' : 'x64';
  }

  private async runs({ process: leader }: ProcessRecord): Promise<boolean> {
    return leader !== null && (await isAlive(leader));
  }

  private async recordOf(agentId: string): Promise<ProcessRecord> {
    const record = await readRecord(this.places, agentId);
    if (!record) throw new DomainError('runtime_unreachable', 'The runtime has no storage yet.');
    return record;
  }

  private agentProcess({ agentId, uid, runtime, sidecar }: ProcessRecord): AgentProcess {
    if (!runtime || !sidecar) throw new DomainError('runtime_unreachable', 'The runtime is not created yet.');
    return { agentId, uid, runtime, sidecar, home: this.places.home(agentId), run: this.places.run(agentId) };
  }

  /** Does work while no other process of this host allocates ports or users. */
  private async exclusively<T>(
    signal: AbortSignal,
    work: (records: ProcessRecord[]) => Promise<T>,
  ): Promise<T> {
    await this.openDirectory(this.places.dataDir);
    await this.openDirectory(this.places.agents);
    return withFileLock(join(this.places.dataDir, 'agents.lock'), signal, async () =>
      work(await readRecords(this.places)),
    );
  }

  /** Agents must be able to pass through; they cannot look around unless it was open before. */
  private async openDirectory(path: string): Promise<void> {
    await mkdir(path, { recursive: true, mode: 0o711 });
    const { mode } = await stat(path);
    if ((mode & 0o011) !== 0o011) await chmod(path, (mode & 0o777) | 0o011);
  }

  private async sidecarPath(): Promise<string> {
    const content = await readFile(this.options.assets.sidecarFile);
    const hash = createHash('sha256').update(content).digest('hex').slice(0, 12);
    return join(this.places.runtimes, `sidecar-${hash}.js`);
  }

  /** Agents run a copy of their own: the distribution may lie where their users cannot reach it. */
  private async copySidecar(): Promise<void> {
    const target = await this.sidecarPath();
    const fresh = `${target}.${process.pid}`;
    await copyFile(this.options.assets.sidecarFile, fresh);
    await chmod(fresh, 0o644);
    await rename(fresh, target);
  }
}
