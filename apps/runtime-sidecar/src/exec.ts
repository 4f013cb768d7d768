import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';

/** A command to run inside the runtime. */
export interface ExecRequest {
  argv: string[];
  timeoutMs: number;
}

/** A command that runs or has run. Output beyond the limit is dropped and marked. */
export interface ExecState {
  id: string;
  status: 'running' | 'exited' | 'timed-out' | 'cancelled' | 'failed';
  /** Null while it runs, or when a signal ended it. */
  exitCode: number | null;
  signal: string | null;
  stdout: string;
  stderr: string;
  truncated: boolean;
  startedAt: string;
  endedAt: string | null;
  /** Why the command could not be started. */
  error: string | null;
}

export interface ExecLimits {
  /** Most commands at the same time. */
  running: number;
  /** Commands that have ended and can still be read. */
  kept: number;
  /** Bytes kept of each output stream. */
  outputBytes: number;
}

const LIMITS: ExecLimits = { running: 16, kept: 64, outputBytes: 1_048_576 };
const KILL_AFTER_MS = 2_000;

/** More commands than the limit were asked for at the same time. */
export class TooManyCommandsError extends Error {}

interface Entry {
  state: ExecState;
  child: ChildProcess;
  ended: Promise<void>;
}

/** Runs commands as argument arrays, each in a process group of its own. */
export class Commands {
  private readonly entries = new Map<string, Entry>();

  constructor(
    private readonly workingDirectory: string,
    private readonly environment: Record<string, string>,
    private readonly limits: ExecLimits = LIMITS,
  ) {}

  /**
   * Starts a command.
   * @throws TooManyCommandsError
   */
  start(request: ExecRequest): ExecState {
    const running = [...this.entries.values()].filter(({ state }) => state.status === 'running');
    if (running.length >= this.limits.running) throw new TooManyCommandsError();
    const [program = '', ...rest] = request.argv;
    const child = spawn(program, rest, {
      cwd: this.workingDirectory,
      env: this.environment,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    const state: ExecState = {
      ...{ id: randomUUID(), status: 'running', exitCode: null, signal: null, stdout: '', stderr: '' },
      ...{ truncated: false, startedAt: new Date().toISOString(), endedAt: null, error: null },
    };
    this.collect(child, state);
    const timer = setTimeout(() => end(child, state, 'timed-out'), request.timeoutMs);
    const ended = new Promise<void>((resolve) => {
      const settle = (change: Partial<ExecState>): void => {
        clearTimeout(timer);
        if (state.endedAt !== null) return;
        const status = state.status === 'running' ? 'exited' : state.status;
        Object.assign(state, { status, ...change, endedAt: new Date().toISOString() });
        resolve();
      };
      child.once('error', (error) => settle({ status: 'failed', error: error.message }));
      child.once('close', (exitCode, signal) => settle({ exitCode, signal }));
    });
    this.entries.set(state.id, { state, child, ended });
    void ended.then(() => this.forget());
    return state;
  }

  /** Null when there is no such command, or no longer. */
  get(id: string): ExecState | null {
    return this.entries.get(id)?.state ?? null;
  }

  /** The command's state once it has ended. */
  async result(id: string): Promise<ExecState | null> {
    const entry = this.entries.get(id);
    await entry?.ended;
    return entry?.state ?? null;
  }

  /** Ends a command with everything it started; one that has ended stays as it is. */
  cancel(id: string): ExecState | null {
    const entry = this.entries.get(id);
    if (entry) end(entry.child, entry.state, 'cancelled');
    return entry?.state ?? null;
  }

  /** Kills every command at once, because the runtime ends. */
  killAll(): void {
    for (const { child, state } of this.entries.values()) {
      if (state.endedAt === null) signalGroup(child, 'SIGKILL');
    }
  }

  private collect(child: ChildProcess, state: ExecState): void {
    for (const name of ['stdout', 'stderr'] as const) {
      const pieces: Buffer[] = [];
      let size = 0;
      child[name]?.on('data', (piece: Buffer) => {
        const kept = piece.subarray(0, this.limits.outputBytes - size);
        if (kept.length < piece.length) state.truncated = true;
        if (kept.length === 0) return;
        size += kept.length;
        pieces.push(kept);
      });
      Object.defineProperty(state, name, {
        enumerable: true,
        get: () => Buffer.concat(pieces).toString('utf8'),
      });
    }
  }

  private forget(): void {
    const ended = [...this.entries.values()].filter(({ state }) => state.endedAt !== null);
    for (const { state } of ended.slice(0, Math.max(0, ended.length - this.limits.kept))) {
      this.entries.delete(state.id);
    }
  }
}

function end(child: ChildProcess, state: ExecState, status: 'timed-out' | 'cancelled'): void {
  if (state.status !== 'running') return;
  state.status = status;
  signalGroup(child, 'SIGTERM');
  setTimeout(() => {
    if (state.endedAt === null) signalGroup(child, 'SIGKILL');
  }, KILL_AFTER_MS);
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    // The group may have ended between the look and the signal.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
