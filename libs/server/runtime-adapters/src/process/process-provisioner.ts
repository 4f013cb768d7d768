import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DomainError } from '@nora/contracts';
import { withFileLock } from '../file-lock';
import type { BackendOptions } from '../options';
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
import { isAlive, isStopped } from '../process-identity';
import { allocatePorts, allocateUid, areFree } from './allocate';
import { copyState } from './copy-state';
import { exists, openDirectory, ownDirectory } from './directories';
import { faulted, portInUse, storageMissing } from './faults';
import { thaw, whileFrozen } from './freeze';
import type { Installations } from './installations';
import { adoptState, type AgentProcess, launchSidecar, sendFiles } from './launch';
import type { ProcessPlaces } from './places';
import type { ProcessAccess } from './process-access';
import { killAll, signal as sendSignal } from './process-tree';
import { type ProcessRecord, readRecord, readRecords, writeRecord } from './record';
import { removeTemporaryFiles } from './temporary-files';
import { watchProcesses } from './watch';

const POLL_MS = 100;

/** Makes runtimes as processes of this host, each as a user of its own when Nora runs as root. */
export class ProcessProvisioner implements RuntimeProvisioner {
  readonly target = 'process';

  constructor(
    private readonly settings: BackendOptions['settings'],
    private readonly places: ProcessPlaces,
    private readonly installations: Installations,
    private readonly access: ProcessAccess,
  ) {}

  ensureImage({ image }: RuntimeSpec, progress: Progress, signal: AbortSignal): Promise<void> {
    return faulted(async () => {
      signal.throwIfAborted();
      await openDirectory(this.places.runtimes);
      await this.installations.ensure(image, progress, signal);
    });
  }

  async ensureStorage(spec: RuntimeSpec, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const availability = await this.access.availability();
    if (!availability.configured) {
      throw new DomainError('target_not_configured', availability.reason ?? 'The target is not available.');
    }
    await faulted(async () => {
      const { agentId } = spec;
      const { uid } = await this.exclusively(signal, async (others) => {
        const known = await readRecord(this.places, agentId);
        if (known) {
          const lost = known.importedFrom !== undefined && !(await exists(this.places.home(agentId)));
          if (lost) await writeRecord(this.places, { ...known, importedFrom: undefined });
          return known;
        }
        const fresh = this.newRecord(spec, others);
        await openDirectory(this.places.agent(agentId));
        await writeRecord(this.places, fresh);
        return fresh;
      });
      await ownDirectory(this.places.home(agentId), uid);
      await ownDirectory(this.places.run(agentId), uid);
    });
  }

  async ensureNetwork(spec: RuntimeSpec, signal: AbortSignal): Promise<RuntimeNetwork> {
    signal.throwIfAborted();
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
      noraUrl: this.settings.listenerUrlProcess,
      controlPlaneAddresses: ['127.0.0.1'],
    };
  }

  async ensureRuntime(spec: RuntimeSpec, signal: AbortSignal): Promise<RuntimeHandle> {
    signal.throwIfAborted();
    const { agentId, generation, specHash, image } = spec;
    const handle = this.access.handleFor(agentId);
    const record = await this.recordOf(agentId);
    if (record.generation !== null && record.generation > generation) {
      throw new DomainError('conflict', 'A newer generation of this runtime exists already.');
    }
    if (record.generation === generation && record.specHash === specHash) return handle;
    await this.refuseLostHome(agentId);
    await this.stop(handle, this.settings.stopGraceSeconds * 1_000, signal);
    await faulted(async () => {
      await rm(join(this.places.run(agentId), 'exit.json'), { force: true });
      await writeRecord(this.places, {
        ...(await this.recordOf(agentId)),
        ...{ generation, specHash, startedAt: null },
        runtime: await this.installations.directoryFor(image),
        sidecar: await this.installations.sidecarPath(),
      });
    });
    return handle;
  }

  async inject(handle: RuntimeHandle, files: RuntimeFile[], signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const record = await this.recordOf(handle.agentId);
    await this.refuseLostHome(handle.agentId);
    await faulted(() => sendFiles(this.agentProcess(record), files, signal));
  }

  async start(handle: RuntimeHandle, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const { agentId } = handle;
    const record = await this.recordOf(agentId);
    if (record.process && (await isAlive(record.process))) {
      if (await isStopped(record.process)) await thaw(record);
      return;
    }
    await this.refuseLostHome(agentId);
    const agent = this.agentProcess(record);
    await this.installations.refuseBroken(agent.runtime);
    await killAll(record);
    if (record.ports && !(await areFree(record.ports)))
      throw portInUse(Object.values(record.ports).join(', '));
    await faulted(async () => {
      await ownDirectory(this.places.run(agentId), record.uid);
      await rm(join(this.places.run(agentId), 'exit.json'), { force: true });
      const identity = await launchSidecar(agent);
      await writeRecord(this.places, { ...record, process: identity, startedAt: new Date().toISOString() });
    });
  }

  /** Limits are noted down only, and there is no network to belong to. */
  async amend({ agentId }: RuntimeSpec, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    await this.recordOf(agentId);
  }

  async copyState(
    from: RuntimeHandle,
    to: RuntimeHandle,
    scope: StateScope,
    progress: Progress,
    signal: AbortSignal,
  ): Promise<void> {
    signal.throwIfAborted();
    const source = await readRecord(this.places, from.agentId);
    await this.refuseLostHome(from.agentId);
    if (!source) throw storageMissing(this.places.home(from.agentId));
    const target = await this.recordOf(to.agentId);
    await this.refuseLostHome(to.agentId);
    const importedFrom = `${from.agentId}/${scope}`;
    if (target.importedFrom === importedFrom) return;
    if (target.generation === null || target.startedAt !== null) {
      throw new DomainError(
        'conflict',
        'Only an agent that was never started can take over another one’s state.',
      );
    }
    const home = this.places.home(to.agentId);
    await faulted(async () => {
      await whileFrozen(source, () =>
        copyState(this.places.home(from.agentId), { home, uid: target.uid }, scope, progress, signal),
      );
      await adoptState(this.agentProcess(target), signal);
      await writeRecord(this.places, { ...target, importedFrom });
    });
  }

  /** Loopback ports are reached from anywhere on the host. */
  attach(): Promise<void> {
    return Promise.resolve();
  }

  async stop(handle: RuntimeHandle, graceMs: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const record = await readRecord(this.places, handle.agentId);
    if (!record) return;
    const { process: leader } = record;
    if (leader && (await isAlive(leader))) {
      sendSignal(leader.pid, 'SIGTERM');
      if (await isStopped(leader)) await thaw(record);
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

  watch(signal: AbortSignal): AsyncIterable<RuntimeChange> {
    return watchProcesses(this.places, signal);
  }

  private newRecord({ agentId, workspaceId }: RuntimeSpec, others: ProcessRecord[]): ProcessRecord {
    const taken = others.map(({ uid }) => uid);
    const uid = process.getuid?.() === 0 ? allocateUid(this.settings.installationId, agentId, taken) : null;
    return {
      ...{ agentId, workspaceId, uid, generation: null, specHash: null, ports: null },
      ...{ runtime: null, sidecar: null, process: null, startedAt: null },
    };
  }

  private async runs({ process: leader }: ProcessRecord): Promise<boolean> {
    return leader !== null && (await isAlive(leader));
  }

  private async recordOf(agentId: string): Promise<ProcessRecord> {
    const record = await readRecord(this.places, agentId);
    if (!record) throw new DomainError('runtime_unreachable', 'The runtime has no storage yet.');
    return record;
  }

  /** @throws RuntimeFault `storage_missing`: what is gone is never made anew in silence */
  private async refuseLostHome(agentId: string): Promise<void> {
    const home = this.places.home(agentId);
    if (!(await exists(home))) throw storageMissing(home);
  }

  private agentProcess({ agentId, uid, generation, runtime, sidecar }: ProcessRecord): AgentProcess {
    if (generation === null || !runtime || !sidecar)
      throw new DomainError('runtime_unreachable', 'The runtime is not created yet.');
    return { agentId, uid, runtime, sidecar, home: this.places.home(agentId), run: this.places.run(agentId) };
  }

  /** Does work while no other process of this host allocates ports or users. */
  private async exclusively<T>(
    signal: AbortSignal,
    work: (records: ProcessRecord[]) => Promise<T>,
  ): Promise<T> {
    await openDirectory(this.places.dataDir);
    await openDirectory(this.places.agents);
    return withFileLock(join(this.places.dataDir, 'agents.lock'), signal, async () =>
      work(await readRecords(this.places)),
    );
  }
}
