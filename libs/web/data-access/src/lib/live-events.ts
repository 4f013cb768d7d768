import { DOCUMENT, DestroyRef, Injectable, InjectionToken, inject, signal } from '@angular/core';
import { EVENT_TYPES, type EventPayloads, type EventType, MISSED_EVENTS } from '@nora/contracts';
import { Subject } from 'rxjs';

import { SessionWatch } from './session-watch';

/** An event of the stream: its payload, when it happened and in which workspace. */
export type LiveEvent = {
  [T in EventType]: EventPayloads[T] & { type: T; id: string; at: string; workspaceId: string };
}[EventType];

/** An event of an agent or of what is done with it. */
export type AgentEvent = Extract<LiveEvent, { agentId: string }>;

/** Tells the events of agents from those of workspaces and their members. */
export function isAgentEvent(event: LiveEvent): event is AgentEvent {
  return 'agentId' in event;
}

/** What the top bar says about the stream. */
export type ConnectionState = 'connecting' | 'connected' | 'reconnecting' | 'lost';

/** Opens the stream; replaced in tests. */
export const EVENT_SOURCE_FACTORY = new InjectionToken<(url: string) => EventSource>('EVENT_SOURCE_FACTORY', {
  providedIn: 'root',
  factory: () => (url) => new EventSource(url),
});

const STREAM_URL = '/api/events/stream';
const LOST_AFTER_MS = 15_000;
const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 15_000;
/** A browser opens six connections to a server at most; tabs nobody looks at give theirs back. */
const HIDDEN_FOR_MS = 60_000;

/**
 * The one event stream of an application. The browser resumes it with `Last-Event-ID` after a short break;
 * after a refused connection a new one is opened and `resync` tells the stores to read their state again.
 */
@Injectable({ providedIn: 'root' })
export class LiveEvents {
  private readonly open = inject(EVENT_SOURCE_FACTORY);
  private readonly session = inject(SessionWatch);
  private readonly document = inject(DOCUMENT);
  private readonly window = this.document.defaultView;
  private readonly state = signal<ConnectionState>('connecting');
  private readonly eventSubject = new Subject<LiveEvent>();
  private readonly resyncSubject = new Subject<void>();
  private source: EventSource | null = null;
  private retryMs = FIRST_RETRY_MS;
  private retryTimer: ReturnType<typeof setTimeout> | undefined;
  private lostTimer: ReturnType<typeof setTimeout> | undefined;
  private hiddenTimer: ReturnType<typeof setTimeout> | undefined;
  private resting = false;
  private wasOpen = false;

  readonly connection = this.state.asReadonly();
  readonly events = this.eventSubject.asObservable();
  /** Emits when events may have been missed. */
  readonly resync = this.resyncSubject.asObservable();

  constructor() {
    const online = () => this.restart();
    const visibility = () => this.rest(this.document.hidden);
    this.window?.addEventListener('online', online);
    this.document.addEventListener('visibilitychange', visibility);
    inject(DestroyRef).onDestroy(() => {
      this.window?.removeEventListener('online', online);
      this.document.removeEventListener('visibilitychange', visibility);
      clearTimeout(this.hiddenTimer);
      this.close();
    });
  }

  /** Starts listening; further calls do nothing. */
  connect(): void {
    if (this.source || this.retryTimer) return;
    const source = this.open(STREAM_URL);
    this.source = source;
    source.onopen = () => this.opened();
    source.onerror = () => this.failed(source);
    source.addEventListener(MISSED_EVENTS, () => this.resyncSubject.next());
    for (const type of EVENT_TYPES) {
      source.addEventListener(type, (message: MessageEvent<string>) => this.dispatch(type, message));
    }
  }

  close(): void {
    clearTimeout(this.retryTimer);
    clearTimeout(this.lostTimer);
    this.retryTimer = this.lostTimer = undefined;
    this.source?.close();
    this.source = null;
  }

  private rest(hidden: boolean): void {
    clearTimeout(this.hiddenTimer);
    if (hidden && this.source) {
      this.hiddenTimer = setTimeout(() => {
        this.resting = true;
        this.close();
      }, HIDDEN_FOR_MS);
    } else if (!hidden && this.resting) {
      this.resting = false;
      this.state.set('connecting');
      void this.session.check();
      this.connect();
    }
  }

  private restart(): void {
    if (this.state() === 'connected' || this.resting) return;
    this.close();
    this.retryMs = FIRST_RETRY_MS;
    this.connect();
  }

  private opened(): void {
    clearTimeout(this.lostTimer);
    this.lostTimer = undefined;
    this.retryMs = FIRST_RETRY_MS;
    this.state.set('connected');
    if (this.wasOpen) this.resyncSubject.next();
    this.wasOpen = true;
  }

  private failed(source: EventSource): void {
    // The server ends the streams of a session that ends. The browser would take seconds to find out.
    if (this.state() === 'connected') void this.session.check();
    if (this.state() !== 'lost') this.state.set('reconnecting');
    this.lostTimer ??= setTimeout(() => this.state.set('lost'), LOST_AFTER_MS);
    if (source.readyState !== EventSource.CLOSED) return;
    // The browser gives up after an HTTP error and does not say which one: the session may have ended.
    source.close();
    this.source = null;
    void this.session.check();
    this.retryTimer = setTimeout(() => {
      this.retryTimer = undefined;
      this.connect();
    }, this.retryMs);
    this.retryMs = Math.min(this.retryMs * 2, LAST_RETRY_MS);
  }

  private dispatch<T extends EventType>(type: T, message: MessageEvent<string>): void {
    const event = { ...(JSON.parse(message.data) as object), type } as LiveEvent;
    this.eventSubject.next(event);
  }
}
