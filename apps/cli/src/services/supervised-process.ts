import type { ChildProcess } from 'node:child_process';
import type { ServiceState, ServiceStatus } from '../instance/state';
import { CliError } from '../system/errors';
import { recordOf } from '../system/processes';
import type { ProcessRecord } from '../system/processes';
import type { RotatingLog } from '../system/rotating-log';
import { BackOff } from './back-off';
import type { Service } from './service';

export interface ProcessSpec {
  name: string;
  spawn: () => ChildProcess;
  /** Resolves once the child serves; it is given up when the signal is aborted. */
  ready: (child: ChildProcess, signal: AbortSignal) => Promise<void>;
  readyTimeoutMs: number;
  stopSignal: NodeJS.Signals;
  stopGraceMs: number;
}

export interface SupervisionContext {
  log: RotatingLog;
  /** Called whenever the status changed, so that it can be written down. */
  changed: () => void;
  say: (line: string) => void;
  backOff?: BackOff;
}

const TAIL_LINES = 12;

/** Whether a child has ended, or never began. */
function hasEnded(child: ChildProcess): boolean {
  return child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
}

/** A child process that is started again, after a growing wait, whenever it ends by itself. */
export class SupervisedProcess implements Service {
  private child: ChildProcess | null = null;
  private record: ProcessRecord | null = null;
  private state: ServiceState = 'stopped';
  private since: Date | null = null;
  private restarts = 0;
  private wanted = false;
  private timer: NodeJS.Timeout | undefined;
  private tail: string[] = [];
  private readonly backOff: BackOff;

  constructor(
    private readonly spec: ProcessSpec,
    private readonly context: SupervisionContext,
  ) {
    this.backOff = context.backOff ?? new BackOff();
  }

  get name(): string {
    return this.spec.name;
  }

  status(): ServiceStatus {
    return {
      name: this.spec.name,
      state: this.state,
      process: this.record,
      container: null,
      since: this.since?.toISOString() ?? null,
      restarts: this.restarts,
      stopSignal: this.spec.stopSignal,
    };
  }

  async start(signal: AbortSignal): Promise<void> {
    this.wanted = true;
    try {
      await this.launch(signal);
    } catch (error) {
      await this.stop(AbortSignal.abort());
      throw error;
    }
  }

  async stop(hurry: AbortSignal): Promise<void> {
    this.wanted = false;
    clearTimeout(this.timer);
    const child = this.child;
    if (child === null || hasEnded(child)) return this.forget();
    this.enter('stopping');
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.kill(this.spec.stopSignal);
    const force = (): void => void child.kill('SIGKILL');
    const timer = setTimeout(force, this.spec.stopGraceMs);
    if (hurry.aborted) force();
    hurry.addEventListener('abort', force, { once: true });
    await ended;
    clearTimeout(timer);
    hurry.removeEventListener('abort', force);
    this.forget();
  }

  private async launch(signal: AbortSignal): Promise<void> {
    const child = this.spec.spawn();
    this.child = child;
    this.tail = [];
    const failed = new Promise<never>((_resolve, reject) => {
      child.once('error', (error) =>
        reject(new CliError(`${this.name} cannot be started: ${error.message}`)),
      );
      child.once('exit', (code, by) =>
        reject(new CliError(`${this.name} ended at its start (${by ?? `exit ${code}`})${this.evidence()}`)),
      );
    });
    failed.catch(() => undefined);
    child.stdout?.on('data', (chunk: Buffer) => this.collect(chunk));
    child.stderr?.on('data', (chunk: Buffer) => this.collect(chunk));
    this.record = child.pid === undefined ? null : recordOf(child.pid);
    this.enter('starting');

    const deadline = AbortSignal.timeout(this.spec.readyTimeoutMs);
    const given = AbortSignal.any([signal, deadline]);
    const late = new Promise<never>((_resolve, reject) => {
      given.addEventListener('abort', () =>
        reject(
          new CliError(
            deadline.aborted
              ? `${this.name} was not ready after ${this.spec.readyTimeoutMs / 1000} s${this.evidence()}`
              : `the start of ${this.name} was given up`,
          ),
        ),
      );
    });
    late.catch(() => undefined);
    const attempt = new AbortController();
    try {
      given.throwIfAborted();
      await Promise.race([this.spec.ready(child, AbortSignal.any([given, attempt.signal])), failed, late]);
    } finally {
      attempt.abort();
    }
    this.since = new Date();
    this.enter('ready');
    this.watch(child);
  }

  private watch(child: ChildProcess): void {
    const onExit = (code: number | null, by: NodeJS.Signals | null): void => {
      if (!this.wanted || this.child !== child) return;
      const ran = this.since === null ? 0 : Date.now() - this.since.getTime();
      this.restartLater(by === null ? `ended with exit code ${code}` : `was ended by ${by}`, ran);
    };
    if (hasEnded(child)) onExit(child.exitCode, child.signalCode);
    else child.once('exit', onExit);
  }

  private restartLater(what: string, ranMs: number): void {
    this.forget('backing-off');
    const wait = this.backOff.next(ranMs);
    this.tell(`${this.name} ${what}; it is started again in ${wait / 1000} s`);
    this.timer = setTimeout(() => void this.restart(), wait);
  }

  private async restart(): Promise<void> {
    if (!this.wanted) return;
    this.restarts++;
    const started = Date.now();
    try {
      await this.launch(new AbortController().signal);
      this.tell(`${this.name} runs again`);
    } catch (error) {
      if (!this.wanted) return;
      this.context.log.line(error instanceof Error ? error.message : String(error));
      await this.end(this.child);
      if (this.wanted) this.restartLater('could not be started again', Date.now() - started);
    }
  }

  private async end(child: ChildProcess | null): Promise<void> {
    if (child === null || hasEnded(child)) return;
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.kill('SIGKILL');
    await ended;
  }

  private forget(state: ServiceState = 'stopped'): void {
    this.child = null;
    this.record = null;
    this.since = null;
    this.enter(state);
  }

  private enter(state: ServiceState): void {
    this.state = state;
    this.context.changed();
  }

  private tell(line: string): void {
    this.context.log.line(line);
    this.context.say(line);
  }

  private collect(chunk: Buffer): void {
    this.context.log.write(chunk);
    if (this.state === 'ready') return;
    this.tail = [...this.tail, ...chunk.toString('utf8').split('\n')]
      .filter((line) => line.trim() !== '')
      .slice(-TAIL_LINES);
  }

  private evidence(): string {
    const last = this.tail.at(-1);
    return last === undefined ? '' : `: ${last.slice(0, 400)}`;
  }
}
