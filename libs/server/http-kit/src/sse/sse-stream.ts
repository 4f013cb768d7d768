import type { Response } from 'express';
import { formatComment, formatEvent, formatRetry, type SseEvent } from './sse-format';

const HEARTBEAT_MS = 15_000;
/** Bytes that may wait for a slow reader before the stream is ended. */
const BUFFER_LIMIT = 1024 * 1024;
const RETRY_AFTER_OVERFLOW_MS = 3_000;
/** Milliseconds a reader has to take what was sent before the end. */
const LAST_WRITE_MS = 5_000;

/** A stream of server-sent events: unbuffered, with heartbeats, and with bounded memory for a slow reader. */
export class SseStream {
  private readonly closing = new AbortController();
  private readonly heartbeat: NodeJS.Timeout;

  /** Writes the head of the answer: from here on errors are events. */
  constructor(private readonly response: Response) {
    response.status(200);
    response.setHeader('content-type', 'text/event-stream; charset=utf-8');
    response.setHeader('cache-control', 'no-store, no-transform');
    response.setHeader('x-accel-buffering', 'no');
    response.flushHeaders();
    response.socket?.setNoDelay(true);
    response.on('close', () => this.finish());
    response.on('error', () => this.finish());
    this.heartbeat = setInterval(() => this.write(formatComment('alive')), HEARTBEAT_MS);
    this.heartbeat.unref();
    this.write(formatComment('open'));
    // A reader that left before the head was written has fired its last event already.
    if (response.destroyed) this.finish();
  }

  /** Aborts when the reader has gone or the stream was ended. */
  get signal(): AbortSignal {
    return this.closing.signal;
  }

  get isOpen(): boolean {
    return !this.closing.signal.aborted;
  }

  /** Whether the reader has taken what was sent to it, so that the next event does not have to wait. */
  get hasRoom(): boolean {
    return !this.response.writableNeedDrain;
  }

  /** Sends an event. A reader too slow to keep up is disconnected and told when to come back. */
  send(event: SseEvent): void {
    this.sendText(formatEvent(event));
  }

  /** Sends what `formatEvent` made of one. */
  sendText(text: string): void {
    this.write(text);
  }

  /** Sends an event and waits until the reader has room for the next one. */
  async sendWhenReady(event: SseEvent): Promise<void> {
    this.send(event);
    await this.ready();
  }

  /** Waits while more is buffered than the connection takes at once. */
  async ready(): Promise<void> {
    if (!this.isOpen || !this.response.writableNeedDrain) return;
    await new Promise<void>((resolve) => {
      const done = () => {
        this.response.off('drain', done);
        this.signal.removeEventListener('abort', done);
        resolve();
      };
      this.response.once('drain', done);
      this.signal.addEventListener('abort', done, { once: true });
    });
  }

  /** Ends the stream after what was sent. */
  end(): void {
    if (!this.isOpen) return;
    this.finish();
    this.response.end();
    // A reader that takes nothing any more would keep the connection for as long as TCP allows.
    setTimeout(() => this.response.destroy(), LAST_WRITE_MS).unref();
  }

  private write(text: string): void {
    if (!this.isOpen) return;
    if (this.response.writableLength > BUFFER_LIMIT) {
      this.response.write(formatRetry(RETRY_AFTER_OVERFLOW_MS));
      this.end();
      return;
    }
    this.response.write(text);
  }

  private finish(): void {
    clearInterval(this.heartbeat);
    this.closing.abort();
  }
}
