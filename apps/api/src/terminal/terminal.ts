import type { TerminalEnd, TerminalServerMessage } from '@nora/contracts';
import type { ExecSession, TerminalSize } from '@nora/runtime-adapters';
import { Scrollback } from './scrollback';

/** Milliseconds in which somebody whose connection is gone can come back to a terminal. */
export const RETURN_WITHIN_MS = 60_000;
/** Bytes of output that somebody who comes back can still get. */
const KEPT_BYTES = 512 * 1024;
/** Milliseconds that a command that was ended has for its last words. */
const LAST_WORDS_MS = 1_000;

/** Whoever looks at a terminal. */
export interface TerminalViewer {
  /** Sends bytes of the terminal. */
  send(bytes: Buffer): void;
  /** Waits while it has more than enough to take; settles also when it goes. */
  ready(): Promise<void>;
  tell(message: TerminalServerMessage): void;
  /** Goes, because the terminal has ended or somebody else looks at it. */
  leave(why: 'ended' | 'taken-over'): void;
}

/** How a terminal has ended, and what it did. */
export interface TerminalRecord {
  reason: TerminalEnd;
  exitCode: number | null;
  seconds: number;
  bytesIn: number;
  bytesOut: number;
}

export interface TerminalTimes {
  /** 0 for never. */
  idleMs: number;
  returnWithinMs: number;
}

/** A shell in an agent that outlives the connections to it. */
export class Terminal {
  readonly startedAt = new Date();
  lastInputAt = this.startedAt;
  /** Settles when the command has ended, and nothing of it is left to be sent. */
  readonly ended: Promise<TerminalRecord>;
  /** Settles when nobody can come back to it any more. */
  readonly gone: Promise<void>;
  private readonly scrollback = new Scrollback(KEPT_BYTES);
  private readonly ending = new AbortController();
  private viewer: TerminalViewer | null = null;
  private bytesIn = 0;
  private reason: TerminalEnd | null = null;
  private record: TerminalRecord | null = null;
  private idle: NodeJS.Timeout | undefined;
  private absence: NodeJS.Timeout | undefined;
  private finish: (exitCode: number | null) => void = () => undefined;
  private forget: () => void = () => undefined;

  constructor(
    readonly id: string,
    private readonly exec: ExecSession,
    private readonly times: TerminalTimes,
  ) {
    this.gone = new Promise((resolve) => (this.forget = resolve));
    this.ended = new Promise((resolve) => {
      this.finish = (exitCode) => {
        if (!this.record) resolve(this.conclude(exitCode));
      };
    });
    this.awaitReturn();
    this.awaitInput();
    void this.pump();
  }

  /** Aborts when it has ended. */
  get signal(): AbortSignal {
    return this.ending.signal;
  }

  get isWatched(): boolean {
    return this.viewer !== null;
  }

  /**
   * Shows it to somebody; whoever looked at it before goes.
   * @param after bytes of its output that they have seen; null for somebody new
   */
  attach(viewer: TerminalViewer, after: number | null): void {
    this.viewer?.leave('taken-over');
    this.viewer = viewer;
    clearTimeout(this.absence);
    const { start, end } = this.scrollback;
    const seen = after ?? 0;
    const offset = seen >= start && seen <= end ? seen : start;
    viewer.tell({ type: 'ready', terminal: this.id, resumed: after !== null, offset });
    const missed = this.scrollback.from(offset);
    if (missed.length > 0) viewer.send(missed);
    if (this.record) this.sayGoodbye(viewer, this.record);
  }

  /** Somebody's connection is gone; they have a minute to come back. */
  detach(viewer: TerminalViewer): void {
    if (this.viewer !== viewer) return;
    this.viewer = null;
    this.awaitReturn();
  }

  /** Settles when there is room for more. */
  async type(bytes: Buffer): Promise<void> {
    this.bytesIn += bytes.length;
    this.lastInputAt = new Date();
    this.awaitInput();
    await this.exec.write(bytes);
  }

  resize(size: TerminalSize): Promise<void> {
    return this.exec.resize(size);
  }

  /** Ends its command, and settles when it has ended. */
  async end(reason: TerminalEnd): Promise<void> {
    this.reason ??= reason;
    try {
      await this.exec.kill();
    } finally {
      const late = setTimeout(() => this.finish(null), LAST_WORDS_MS);
      await this.ended;
      clearTimeout(late);
    }
  }

  private async pump(): Promise<void> {
    try {
      for await (const piece of this.exec.output) {
        this.scrollback.append(piece);
        this.viewer?.send(piece);
        await this.viewer?.ready();
      }
      this.finish(await this.exec.exited);
    } catch {
      // Its target went away.
      this.reason ??= 'failed';
      this.finish(null);
    }
  }

  private conclude(exitCode: number | null): TerminalRecord {
    const { bytesIn, scrollback, startedAt } = this;
    const seconds = Math.round((Date.now() - startedAt.getTime()) / 1_000);
    const reason = this.reason ?? 'exited';
    this.record = { reason, exitCode, seconds, bytesIn, bytesOut: scrollback.end };
    clearTimeout(this.idle);
    this.ending.abort();
    if (this.viewer) this.sayGoodbye(this.viewer, this.record);
    else if (reason !== 'exited') this.forget();
    return this.record;
  }

  private sayGoodbye(viewer: TerminalViewer, { exitCode, reason }: TerminalRecord): void {
    viewer.tell({ type: 'exit', code: exitCode, reason });
    viewer.leave('ended');
    this.viewer = null;
    clearTimeout(this.absence);
    this.forget();
  }

  private awaitReturn(): void {
    clearTimeout(this.absence);
    this.absence = setTimeout(() => {
      if (this.record) this.forget();
      else void this.end('abandoned').catch(() => undefined);
    }, this.times.returnWithinMs);
    this.absence.unref();
  }

  private awaitInput(): void {
    clearTimeout(this.idle);
    if (this.times.idleMs === 0 || this.record) return;
    this.idle = setTimeout(() => void this.end('idle').catch(() => undefined), this.times.idleMs);
    this.idle.unref();
  }
}
