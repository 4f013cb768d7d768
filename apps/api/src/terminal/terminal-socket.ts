import {
  TERMINAL_SIDE_MAX,
  TERMINAL_TAKEN_OVER,
  type TerminalClientMessage,
  type TerminalServerMessage,
} from '@nora/contracts';
import type { RawData, WebSocket } from 'ws';
import type { WatchedStream } from '../access/stream-watch';
import type { Terminal, TerminalViewer } from './terminal';

/** Whoever does not answer two of these is gone. */
const HEARTBEAT_MS = 15_000;
/** Bytes that may wait for a slow reader before the terminal is held up. */
const ENOUGH_BYTES = 256 * 1024;
/** Bytes that a client may be behind that says how far it is: a browser takes all that comes, and then shows it. */
const AHEAD_BYTES = 256 * 1024;
const CLOSE_WITHIN_MS = 3_000;

/** Close codes of RFC 6455. */
const NORMAL = 1000;
const GOING_AWAY = 1001;
const POLICY_VIOLATION = 1008;

/** A connection to a terminal. It can go while the terminal stays. */
export class TerminalSocket implements TerminalViewer, WatchedStream {
  private readonly closing = new AbortController();
  private readonly heartbeat: NodeJS.Timeout;
  private answered = true;
  private sent = 0;
  /** Null while the client has not said how far it is. */
  private seen: number | null = null;
  private waiting: (() => void)[] = [];

  constructor(
    private readonly socket: WebSocket,
    private readonly terminal: Terminal,
  ) {
    this.heartbeat = setInterval(() => this.beat(), HEARTBEAT_MS);
    socket.on('pong', () => (this.answered = true));
    // An error is followed by the end.
    socket.on('error', () => undefined);
    socket.on('close', () => this.finish());
    socket.on('message', (data, isBinary) => void this.take(data, isBinary));
  }

  get signal(): AbortSignal {
    return this.closing.signal;
  }

  send(bytes: Buffer): void {
    if (!this.isOpen) return;
    this.sent += bytes.length;
    this.socket.send(bytes, () => this.letGo());
  }

  tell(message: TerminalServerMessage): void {
    if (message.type === 'ready') this.sent = message.offset;
    if (this.isOpen) this.socket.send(JSON.stringify(message));
  }

  async ready(): Promise<void> {
    if (!this.hasEnough) return;
    await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  leave(why: 'ended' | 'taken-over'): void {
    this.close(why === 'ended' ? NORMAL : TERMINAL_TAKEN_OVER);
  }

  /** Its right is gone, or Nora stops: a client finds out which when it comes back. */
  end(): void {
    this.close(GOING_AWAY);
  }

  private get hasEnough(): boolean {
    const behind = this.seen === null ? 0 : this.sent - this.seen;
    return this.isOpen && (this.socket.bufferedAmount > ENOUGH_BYTES || behind > AHEAD_BYTES);
  }

  private get isOpen(): boolean {
    return this.socket.readyState === this.socket.OPEN;
  }

  /** One piece after the other; no more is read from the connection than the terminal takes. */
  private async take(data: RawData, isBinary: boolean): Promise<void> {
    this.socket.pause();
    try {
      if (isBinary) await this.terminal.type(bufferOf(data));
      else await this.obey(bufferOf(data).toString('utf8'));
    } catch {
      // The command has ended, and that is told of its own accord.
    } finally {
      this.socket.resume();
    }
  }

  private async obey(text: string): Promise<void> {
    const message = parse(text);
    if (message?.type === 'resize') return this.terminal.resize(message);
    if (message) {
      this.seen = message.offset;
      this.letGo();
      return;
    }
    const detail = 'A text frame must be {"type":"resize","cols":…,"rows":…} or {"type":"seen","offset":…}.';
    this.tell({ type: 'error', code: 'malformed_request', detail });
    this.close(POLICY_VIOLATION);
  }

  private beat(): void {
    if (!this.answered) return this.socket.terminate();
    this.answered = false;
    this.socket.ping();
  }

  private close(code: number): void {
    this.socket.close(code);
    // Who does not answer would be waited for for half a minute.
    setTimeout(() => this.socket.terminate(), CLOSE_WITHIN_MS).unref();
    this.finish();
  }

  private letGo(): void {
    if (this.hasEnough) return;
    for (const resolve of this.waiting.splice(0)) resolve();
  }

  private finish(): void {
    clearInterval(this.heartbeat);
    this.terminal.detach(this);
    for (const resolve of this.waiting.splice(0)) resolve();
    this.closing.abort();
  }
}

function bufferOf(data: RawData): Buffer {
  if (Array.isArray(data)) return Buffer.concat(data);
  return Buffer.isBuffer(data) ? data : Buffer.from(data);
}

function parse(text: string): TerminalClientMessage | null {
  try {
    const { type, cols, rows, offset } = JSON.parse(text) as Record<string, unknown>;
    if (type === 'seen' && Number.isSafeInteger(offset)) return { type, offset: Number(offset) };
    return type === 'resize' && isSide(cols) && isSide(rows) ? { type, cols, rows } : null;
  } catch {
    return null;
  }
}

function isSide(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= 1 && Number(value) <= TERMINAL_SIDE_MAX;
}
