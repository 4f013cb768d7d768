import type { Logger } from '@nora/observability';
import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { LOGGER } from '../core/logger';
import { SessionsService } from './sessions.service';

const CHECK_MS = 500;

/** A stream that must not outlive its session. */
export interface WatchedStream {
  readonly signal: AbortSignal;
  end(): void;
}

/** Ends open streams within a second of the end of their session, and all of them at shutdown. */
@Injectable()
export class SessionWatch implements BeforeApplicationShutdown {
  private readonly streams = new Map<WatchedStream, string>();
  private timer: NodeJS.Timeout | undefined;
  private checking = false;

  constructor(
    private readonly sessions: SessionsService,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Watches a stream until it ends. */
  add(stream: WatchedStream, sessionId: string): void {
    if (stream.signal.aborted) return;
    this.streams.set(stream, sessionId);
    stream.signal.addEventListener('abort', () => this.remove(stream), { once: true });
    this.timer ??= setInterval(() => void this.check(), CHECK_MS);
  }

  beforeApplicationShutdown(): void {
    for (const stream of [...this.streams.keys()]) stream.end();
  }

  private remove(stream: WatchedStream): void {
    this.streams.delete(stream);
    if (this.streams.size > 0) return;
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private async check(): Promise<void> {
    if (this.checking || this.streams.size === 0) return;
    this.checking = true;
    try {
      const live = await this.sessions.live([...new Set(this.streams.values())]);
      for (const [stream, sessionId] of [...this.streams]) if (!live.has(sessionId)) stream.end();
    } catch (error) {
      this.logger.warn({ error }, 'the sessions of open streams could not be checked');
    } finally {
      this.checking = false;
    }
  }
}
