import { DestroyRef, Injectable, inject, signal } from '@angular/core';
import { ProblemError, SseClient, type UserProblem, toUserProblem } from '@nora/data-access';
import type { LogLineView, LogStreamState } from '@nora/ui';

const TAIL = 200;
/** Older lines are dropped, so that an open page does not grow without end. */
const KEPT_LINES = 10_000;
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
  private readonly kept = signal<readonly LogLineView[]>([]);
  private readonly stream = signal<LogStreamState>('connecting');
  private readonly fault = signal<UserProblem | null>(null);
  private abort: AbortController | null = null;
  private retryTimer: ReturnType<typeof setTimeout> | undefined;
  private retryMs = FIRST_RETRY_MS;

  readonly lines = this.kept.asReadonly();
  readonly state = this.stream.asReadonly();
  readonly problem = this.fault.asReadonly();

  constructor() {
    inject(DestroyRef).onDestroy(() => this.close());
  }

  /** Reads the log of this agent from its tail on and follows it. */
  async open(agentId: string): Promise<void> {
    this.close();
    const abort = new AbortController();
    this.abort = abort;
    this.fault.set(null);
    this.stream.set('connecting');
    const onOpen = () => {
      this.stream.set('live');
      this.retryMs = FIRST_RETRY_MS;
    };
    const url = `/api/agents/${encodeURIComponent(agentId)}/logs?tail=${TAIL}&follow=true`;
    try {
      for await (const { event, data } of this.sse.stream({
        url,
        method: 'GET',
        signal: abort.signal,
        onOpen,
      })) {
        if (event === 'line') this.append(data as LogLineView);
        if (event === 'end') {
          this.ended(data as LogEnd);
          return;
        }
      }
      if (!abort.signal.aborted) this.lost(agentId);
    } catch (error) {
      if (abort.signal.aborted) return;
      if (error instanceof ProblemError && error.status < 500) {
        this.fault.set(toUserProblem(error));
        this.stream.set('ended');
      } else {
        this.lost(agentId);
      }
    }
  }

  private close(): void {
    clearTimeout(this.retryTimer);
    this.abort?.abort();
    this.abort = null;
  }

  private ended({ reason, code, detail }: LogEnd): void {
    this.stream.set('ended');
    if (reason === 'failed') this.fault.set(toUserProblem(new ProblemError(502, { code, detail }, null)));
  }

  private lost(agentId: string): void {
    this.stream.set('lost');
    this.retryTimer = setTimeout(() => void this.open(agentId), this.retryMs);
    this.retryMs = Math.min(this.retryMs * 2, LAST_RETRY_MS);
  }

  private append(line: LogLineView): void {
    this.kept.update((lines) => {
      if (isKnown(lines, line)) return lines;
      const next = [...lines, line];
      return next.length > KEPT_LINES ? next.slice(-KEPT_LINES) : next;
    });
  }
}

/** After a reconnect the tail repeats lines that were shown already. */
function isKnown(lines: readonly LogLineView[], line: LogLineView): boolean {
  const last = lines.at(-1);
  // Lines without a time can not be told apart; showing one twice is better than losing it.
  if (!last?.at || !line.at || line.at > last.at) return false;
  return lines
    .slice(-TAIL)
    .some(({ at, stream, text }) => at === line.at && stream === line.stream && text === line.text);
}
