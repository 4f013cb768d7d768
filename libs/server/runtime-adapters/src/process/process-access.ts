import { constants } from 'node:fs';
import { lstat, open, stat } from 'node:fs/promises';
import { platform } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { DomainError } from '@nora/contracts';
import type { RuntimePortName } from '@nora/runtime-contract';
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
import { isAlive, isStopped } from '../process-identity';
import { liveStats } from '../usage/live-stats';
import { exists } from './directories';
import { diskUsageOf } from './disk-usage';
import { readLog } from './log-reader';
import type { ProcessPlaces } from './places';
import { usageOfProcesses } from './process-usage';
import { type ProcessRecord, readRecord } from './record';
import { openTerminal } from './terminal';

const LARGEST_EXIT_FILE = 1_000;

/** Looks at runtimes that are processes of this host. */
export class ProcessAccess implements RuntimeAccess {
  readonly target = 'process';

  constructor(private readonly places: ProcessPlaces) {}

  capabilities(): Promise<TargetCapabilities> {
    return Promise.resolve({
      ...{ cpu: 'recorded', memory: 'recorded', pids: 'recorded', disk: 'unsupported' },
      diskReason: 'Local processes share the disk of this host, which cannot be limited for each of them.',
      isolation: process.getuid?.() === 0 ? 'user' : 'none',
      egressFilter: 'none',
    });
  }

  async availability(): Promise<{ configured: boolean; reason?: string }> {
    if (platform() !== 'linux') {
      return { configured: false, reason: 'Local processes need Linux on this host.' };
    }
    const closed = process.getuid?.() === 0 ? await closedParent(this.places.dataDir) : null;
    if (closed === null) return { configured: true };
    const reason =
      `Agents run as users of their own and cannot reach ${this.places.dataDir}, because ${closed} is closed to them. ` +
      'Set NORA_DATA_DIR to a directory that every user can pass through, e.g. /var/lib/nora.';
    return { configured: false, reason };
  }

  callsFrom(): Promise<null> {
    return Promise.resolve(null);
  }

  handleFor(agentId: string): RuntimeHandle {
    return { target: 'process', agentId, id: this.places.agent(agentId) };
  }

  async inspect(handle: RuntimeHandle): Promise<ObservedRuntime> {
    const record = await readRecord(this.places, handle.agentId);
    return this.observe(handle, record);
  }

  async endpoint(handle: RuntimeHandle, port: RuntimePortName): Promise<Endpoint> {
    const record = await readRecord(this.places, handle.agentId);
    if (!record?.ports || !record.process || !(await isAlive(record.process))) {
      throw new DomainError('runtime_unreachable', 'The runtime does not run.');
    }
    return { host: '127.0.0.1', port: record.ports[port] };
  }

  async *logs(handle: RuntimeHandle, options: LogOptions): AsyncIterable<LogLine> {
    const run = this.places.run(handle.agentId);
    // What a sidecar says before it has a log of its own, when it is not set up rightly. Its lines have no times.
    const boot = join(run, 'boot.log');
    const { since } = options;
    const isOlder = since && ((await modifiedAt(boot)) ?? since) < since;
    if (!isOlder) yield* readLog(boot, { ...options, since: null, follow: false });
    yield* readLog(join(run, 'runtime.log'), options);
  }

  async *usage(handles: readonly RuntimeHandle[], signal: AbortSignal): AsyncIterable<RuntimeUsage> {
    signal.throwIfAborted();
    if (platform() !== 'linux') return;
    const running: ProcessRecord[] = [];
    for (const { agentId } of handles) {
      const record = await readRecord(this.places, agentId);
      if (record?.process && (await isAlive(record.process))) running.push(record);
    }
    signal.throwIfAborted();
    if (running.length === 0) return;
    const used = await usageOfProcesses(running);
    const at = new Date();
    for (const { agentId, startedAt } of running) {
      const usage = used.get(agentId);
      // Processes of this host share its network, and hold to no limit.
      const unknown = { memoryLimitBytes: null, networkRxBytes: null, networkTxBytes: null };
      if (usage)
        yield { agentId, at, startedAt: startedAt ? new Date(startedAt) : null, ...usage, ...unknown };
    }
  }

  async diskUsage({ agentId }: RuntimeHandle, signal: AbortSignal): Promise<number | null> {
    const record = await readRecord(this.places, agentId);
    return record && diskUsageOf(this.places.home(agentId), record.uid, signal);
  }

  stats(handle: RuntimeHandle, signal: AbortSignal): AsyncIterable<RuntimeStats> {
    return liveStats(this, handle, signal);
  }

  async exec(
    { agentId }: RuntimeHandle,
    argv: readonly string[],
    options: ExecOptions,
  ): Promise<ExecSession> {
    const record = await readRecord(this.places, agentId);
    const runs = record?.process && (await isAlive(record.process)) && !(await isStopped(record.process));
    if (!runs || record.runtime === null) {
      throw new DomainError('runtime_unreachable', 'The runtime does not run.');
    }
    const { uid, runtime } = record;
    return openTerminal({ agentId, uid, runtime, home: this.places.home(agentId) }, argv, options);
  }

  private async observe(handle: RuntimeHandle, record: ProcessRecord | null): Promise<ObservedRuntime> {
    const always = {
      ...{ handle, limits: null, networkAttached: null },
      storagePresent: await exists(this.places.home(handle.agentId)),
    };
    if (!record || record.generation === null) {
      const nothing = { generation: null, specHash: null, startedAt: null, exitCode: null, image: null };
      return { ...always, ...nothing, state: 'absent' };
    }
    const { generation, specHash, runtime } = record;
    const startedAt = record.startedAt === null ? null : new Date(record.startedAt);
    const image = runtime === null ? null : basename(runtime);
    const known = { ...always, generation, specHash, startedAt, image };
    if (record.process && (await isAlive(record.process))) {
      const state = (await isStopped(record.process)) ? 'paused' : 'running';
      return { ...known, state, exitCode: null };
    }
    if (startedAt === null) return { ...known, state: 'created', exitCode: null };
    return { ...known, state: 'exited', exitCode: await this.exitCode(handle.agentId) };
  }

  /** Null when the sidecar was killed before it could say. */
  private async exitCode(agentId: string): Promise<number | null> {
    try {
      const path = join(this.places.run(agentId), 'exit.json');
      const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
      try {
        const { buffer, bytesRead } = await file.read(Buffer.alloc(LARGEST_EXIT_FILE));
        const { exitCode } = JSON.parse(buffer.toString('utf8', 0, bytesRead)) as { exitCode?: unknown };
        return typeof exitCode === 'number' ? exitCode : null;
      } finally {
        await file.close();
      }
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT' || code === 'ELOOP' || error instanceof SyntaxError) return null;
      throw error;
    }
  }
}

/** The nearest directory on the way to a path that other users cannot pass through. */
async function closedParent(path: string): Promise<string | null> {
  for (let at = dirname(path); ; at = dirname(at)) {
    const mode = await modeOf(at);
    if (mode !== null && (mode & 0o001) === 0) return at;
    if (at === dirname(at)) return null;
  }
}

async function modifiedAt(path: string): Promise<Date | null> {
  try {
    return (await lstat(path)).mtime;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

async function modeOf(path: string): Promise<number | null> {
  try {
    return (await stat(path)).mode;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
