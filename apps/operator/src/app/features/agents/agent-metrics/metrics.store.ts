import { DestroyRef, Injectable, computed, inject, signal } from '@angular/core';
import { MetricsService } from '@nora/api-client';
import {
  type MetricHistory,
  ProblemError,
  SseClient,
  type UserProblem,
  toUserProblem,
} from '@nora/data-access';
import { firstValueFrom } from 'rxjs';

import { type LiveSample, type OpenStep, movedTo, withSample } from './live-history';
import type { LiveState, MetricRange } from './metric-words';

const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 15_000;
/** How often a window is moved on while nothing is told, e.g. of a runtime that is stopped. */
const MOVE_EVERY_MS = 5_000;

/** What one agent used and uses. Lives as long as the page that shows it. */
@Injectable()
export class MetricsStore {
  private readonly api = inject(MetricsService);
  private readonly sse = inject(SseClient);
  private readonly shown = signal<MetricHistory | null>(null);
  private readonly fault = signal<UserProblem | null>(null);
  private readonly state = signal<LiveState>('connecting');
  private readonly newest = signal<LiveSample | null>(null);
  private open: OpenStep | null = null;
  private asked: { agentId: string; range: MetricRange } | null = null;
  /** Milliseconds that the server's clock is ahead of the browser's, as far as a step can tell. */
  private ahead = 0;
  private following: AbortController | null = null;
  private retryTimer: ReturnType<typeof setTimeout> | undefined;
  private retryMs = FIRST_RETRY_MS;

  readonly history = this.shown.asReadonly();
  readonly problem = this.fault.asReadonly();
  readonly live = this.state.asReadonly();
  /** What was seen last, as long as it is the present. */
  readonly now = computed(() => (this.state() === 'live' ? this.newest() : null));

  constructor() {
    const mover = setInterval(() => this.moveOn(), MOVE_EVERY_MS);
    inject(DestroyRef).onDestroy(() => {
      clearInterval(mover);
      this.close();
    });
  }

  /** Shows this agent over this time, and follows it. */
  async show(agentId: string, range: MetricRange): Promise<void> {
    const isOther = this.asked?.agentId !== agentId;
    this.asked = { agentId, range };
    this.shown.set(null);
    if (isOther) void this.follow(agentId);
    await this.refresh();
  }

  /** Reads the history again, e.g. for the mark of a deployment that has just begun. */
  async refresh(): Promise<void> {
    const { asked } = this;
    if (!asked) return;
    this.fault.set(null);
    try {
      const history = await firstValueFrom(this.api.getAgentMetrics(asked));
      if (asked !== this.asked) return;
      this.open = null;
      this.ahead = Date.parse(history.to) - 1 - Date.now();
      this.shown.set(history);
    } catch (error) {
      if (asked === this.asked) this.fault.set(toUserProblem(error));
    }
  }

  private async follow(agentId: string): Promise<void> {
    this.close();
    const following = new AbortController();
    const { signal } = following;
    this.following = following;
    this.state.set('connecting');
    try {
      const url = `/api/agents/${encodeURIComponent(agentId)}/metrics/stream`;
      const onOpen = (): void => {
        // What was missed meanwhile is in the history.
        if (this.retryMs > FIRST_RETRY_MS) void this.refresh();
        this.retryMs = FIRST_RETRY_MS;
      };
      for await (const { event, data } of this.sse.stream({ url, method: 'GET', signal, onOpen })) {
        if (event === 'sample') this.take(data as LiveSample);
        if (event === 'stopped') this.state.set('stopped');
        if (event === 'failed') this.state.set('failed');
      }
      if (!signal.aborted) this.lost(agentId);
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof ProblemError && error.status < 500 && error.status !== 429)
        this.state.set('refused');
      else this.lost(agentId);
    }
  }

  private take(sample: LiveSample): void {
    this.state.set('live');
    this.newest.set(sample);
    const history = this.shown();
    if (!history) return;
    const next = withSample(history, this.open, sample);
    this.open = next.open;
    this.shown.set(next.history);
  }

  private moveOn(): void {
    this.shown.update((history) => history && movedTo(history, Date.now() + this.ahead));
  }

  private lost(agentId: string): void {
    this.state.set('lost');
    this.retryTimer = setTimeout(() => void this.follow(agentId), this.retryMs);
    this.retryMs = Math.min(this.retryMs * 2, LAST_RETRY_MS);
  }

  private close(): void {
    clearTimeout(this.retryTimer);
    this.following?.abort();
    this.following = null;
  }
}
