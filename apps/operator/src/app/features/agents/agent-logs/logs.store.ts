import { DestroyRef, Injectable, inject, signal } from '@angular/core';
import { ProblemError, SseClient, type SseMessage, type UserProblem, toUserProblem } from '@nora/data-access';
import type { LogEntryView, LogLineView, LogStreamState } from '@nora/ui';

import { type DroppedLines, KEPT_ENTRIES, appended, breakOf, gapOf, lineOf } from './log-entries';

const FIRST_TAIL = 2_000;
/** Lines that arrive within this time are shown together. */
const TOGETHER_MS = 80;
const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 15_000;

/** Why a log ended, as the server says it. */
interface LogEnd {
  reason: 'runtime-stopped' | 'complete' | 'failed';
  code?: string;
  detail?: string;
}

/** The log of one agent: its tail, then every new line. Lives as long as the page that shows it. */
@Injectable()
export class LogsStore {
  private readonly sse = inject(SseClient);
  private readonly kept = signal<readonly LogEntryView[]>([]);
  private readonly stream = signal<LogStreamState>('connecting');
  private readonly fault = signal<UserProblem | null>(null);
  private readonly earlier = signal(false);
  private agentId = '';
  private tail = FIRST_TAIL;
  /** Place of the last line that arrived. */
  private lastId: string | null = null;
  private lostAt: number | null = null;
  /** Whether this connection reads from the tail on, rather than behind a line. */
  private isFirst = true;
  private arrived: LogEntryView[] = [];
  private abort: AbortController | null = null;
  private showTimer: ReturnType<typeof setTimeout> | undefined;
  private retryTimer: ReturnType<typeof setTimeout> | undefined;
  private retryMs = FIRST_RETRY_MS;

  readonly entries = this.kept.asReadonly();
  readonly state = this.stream.asReadonly();
  readonly problem = this.fault.asReadonly();
  /** Whether there may be lines before the first. */
  readonly hasEarlier = this.earlier.asReadonly();

  constructor() {
    inject(DestroyRef).onDestroy(() => this.close());
  }

  /** Reads the log of this agent from its tail on and follows it. */
  async open(agentId: string): Promise<void> {
    this.agentId = agentId;
    this.tail = FIRST_TAIL;
    await this.begin();
  }

  /** Reads the log again with as many lines as are kept here. */
  async readEarlier(): Promise<void> {
    this.tail = KEPT_ENTRIES;
    await this.begin();
  }

  /** Goes on behind the last line. */
  async reconnect(): Promise<void> {
    this.close();
    await this.read();
  }

  private async begin(): Promise<void> {
    this.close();
    this.lastId = null;
    this.lostAt = null;
    this.kept.set([]);
    this.earlier.set(false);
    await this.read();
  }

  private async read(): Promise<void> {
    const abort = new AbortController();
    this.abort = abort;
    this.fault.set(null);
    this.stream.set('connecting');
    this.isFirst = this.lastId === null;
    const from = this.lastId === null ? `tail=${this.tail}` : `lastEventId=${this.lastId}`;
    const url = `/api/agents/${encodeURIComponent(this.agentId)}/logs?${from}&follow=true`;
    const request = { url, method: 'GET', signal: abort.signal, onOpen: () => this.opened() } as const;
    try {
      for await (const message of this.sse.stream(request)) {
        if (message.event === 'end') {
          this.ended(message.data as LogEnd);
          return;
        }
        this.take(message);
      }
      if (!abort.signal.aborted) this.lost();
    } catch (error) {
      if (abort.signal.aborted) return;
      if (error instanceof ProblemError && error.status < 500) {
        this.fault.set(toUserProblem(error));
        this.stream.set('ended');
      } else {
        this.lost();
      }
    }
  }

  private opened(): void {
    this.stream.set('live');
    this.retryMs = FIRST_RETRY_MS;
    if (this.lostAt !== null && this.lastId !== null) this.add(breakOf(Date.now() - this.lostAt));
    this.lostAt = null;
  }

  private take({ event, data, id }: SseMessage): void {
    if (event === 'line') {
      this.lastId = id ?? this.lastId;
      this.add(lineOf(data as Omit<LogLineView, 'kind'>));
    }
    if (event === 'kept' && this.isFirst) {
      // As many as were asked for: there may be more before them.
      this.earlier.set(this.tail < KEPT_ENTRIES && (data as { count: number }).count >= this.tail);
    }
    if (event === 'dropped') this.add(gapOf(data as DroppedLines));
  }

  private add(entry: LogEntryView): void {
    this.arrived.push(entry);
    this.showTimer ??= setTimeout(() => this.show(), TOGETHER_MS);
  }

  private show(): void {
    clearTimeout(this.showTimer);
    this.showTimer = undefined;
    const arrived = this.arrived.splice(0);
    if (arrived.length === 0) return;
    this.kept.update((entries) => appended(entries, arrived));
  }

  private close(): void {
    clearTimeout(this.retryTimer);
    this.abort?.abort();
    this.abort = null;
    this.show();
  }

  private ended({ reason, code, detail }: LogEnd): void {
    this.show();
    this.stream.set('ended');
    if (reason === 'failed') this.fault.set(toUserProblem(new ProblemError(502, { code, detail }, null)));
  }

  private lost(): void {
    this.show();
    this.stream.set('lost');
    this.lostAt ??= Date.now();
    this.retryTimer = setTimeout(() => void this.reconnect(), this.retryMs);
    this.retryMs = Math.min(this.retryMs * 2, LAST_RETRY_MS);
  }
}
