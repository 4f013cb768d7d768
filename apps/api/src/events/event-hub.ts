import { setImmediate } from 'node:timers/promises';
import { EVENTS_CHANNEL } from '@nora/contracts';
import { EventReader, type StoredEvent } from '@nora/domain';
import type { Principal, SseStream } from '@nora/http-kit';
import type { Logger } from '@nora/observability';
import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { SubscriberRedis } from '../core/connections';
import { LOGGER } from '../core/logger';
import { StreamWatch } from '../access/stream-watch';
import { EventSubscriber, comparePositions } from './event-subscriber';
import { Memberships } from './memberships';

const POLL_MS = 2_000;
/** Younger events wait for a transaction that still runs: look again this soon. */
const PENDING_MS = 50;
const MEMBERSHIP_MS = 5_000;
const BATCH = 500;
/** Subscribers who are sent an event before anything else has its turn. */
const AT_ONCE = 100;

/**
 * Sends the event log to everyone who listens. One loop per process reads it: woken by Redis after each commit,
 * and by a slow poll in case a signal was lost; without listeners it rests.
 */
@Injectable()
export class EventHub implements OnModuleInit, OnModuleDestroy {
  private readonly subscribers = new Set<EventSubscriber>();
  private readonly timers: NodeJS.Timeout[] = [];
  private position: Promise<string> | null = null;
  private reading = false;
  private wanted = false;

  constructor(
    private readonly reader: EventReader,
    private readonly memberships: Memberships,
    private readonly watch: StreamWatch,
    private readonly redis: SubscriberRedis,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onModuleInit(): void {
    this.redis.connection.on('message', this.wake);
    // ioredis subscribes again by itself after each reconnection.
    this.redis.connection.subscribe(EVENTS_CHANNEL).catch((error: unknown) => {
      this.logger.warn({ error }, 'no wake-up signals for events; polling');
    });
  }

  onModuleDestroy(): void {
    this.redis.connection.off('message', this.wake);
    this.rest();
  }

  /**
   * Adds a listener until its stream ends.
   * @param lastEventId position of the last event it has seen; what came after is sent first
   */
  async subscribe(actor: Principal, openStream: () => SseStream, lastEventId: string | null): Promise<void> {
    const { userId, credential } = actor;
    const within = credential.kind === 'api-key' ? credential.workspaceId : null;
    const subscriber = new EventSubscriber({ userId, within }, openStream);
    const start = await this.join(subscriber);
    const stream = subscriber.open();
    stream.signal.addEventListener('abort', () => this.leave(subscriber), { once: true });
    if (!stream.isOpen) this.leave(subscriber);
    this.watch.add(stream, actor, 'events:read');
    // A position beyond the end is of another database, e.g. before a restore: begin here.
    let shown = lastEventId !== null && comparePositions(lastEventId, start) < 0 ? lastEventId : start;
    subscriber.beginBehind(shown);
    if (shown !== start) shown = await this.replay(subscriber, stream, shown);
    while (!subscriber.goLive()) shown = await this.replay(subscriber, stream, shown);
  }

  /** Listens first and replays then, so that nothing falls in between. Answers where the log ends now. */
  private async join(subscriber: EventSubscriber): Promise<string> {
    this.subscribers.add(subscriber);
    if (this.timers.length === 0) {
      this.timers.push(
        setInterval(this.wake, POLL_MS),
        setInterval(() => void this.refresh(), MEMBERSHIP_MS),
      );
    }
    try {
      // Read while it listens already: a membership that changes from now on changes it too.
      subscriber.allow(await this.memberships.of(subscriber.userId));
      await this.reachedPosition();
      return await this.reader.end();
    } catch (error) {
      this.leave(subscriber);
      throw error;
    }
  }

  private leave(subscriber: EventSubscriber): void {
    this.subscribers.delete(subscriber);
    if (this.subscribers.size === 0) this.rest();
  }

  private rest(): void {
    for (const timer of this.timers.splice(0)) clearInterval(timer);
    this.position = null;
  }

  /** Where the loop has come to; at first the end of the log. One that could not be read is asked for again. */
  private reachedPosition(): Promise<string> {
    if (this.position) return this.position;
    const end = this.reader.end();
    this.position = end;
    end.catch(() => {
      if (this.position === end) this.position = null;
    });
    return end;
  }

  /** Shows the events after a position up to the end of the log. Answers how far it came. */
  private async replay(subscriber: EventSubscriber, stream: SseStream, after: string): Promise<string> {
    let position = after;
    while (stream.isOpen) {
      const { events } = await this.reader.after(position, BATCH);
      for (const event of events) await subscriber.replay(event);
      position = events.at(-1)?.position ?? position;
      if (events.length < BATCH) break;
    }
    return position;
  }

  private readonly wake = (): void => {
    this.wanted = true;
    if (!this.reading && this.subscribers.size > 0) void this.read();
  };

  private async read(): Promise<void> {
    this.reading = true;
    try {
      while (this.wanted && this.subscribers.size > 0) {
        this.wanted = false;
        await this.readBatch();
      }
    } catch (error) {
      this.logger.warn({ error }, 'the event log could not be read; trying again');
    } finally {
      this.reading = false;
    }
  }

  private async readBatch(): Promise<void> {
    const reached = this.reachedPosition();
    const { events, pending } = await this.reader.after(await reached, BATCH);
    // Who gained or lost a membership sees the events beside it accordingly.
    if (events.some(({ type }) => type === 'membership.changed')) await this.readMemberships();
    // Everybody left meanwhile, and perhaps others came: they begin elsewhere.
    if (this.position !== reached) return;
    const last = events.at(-1);
    if (last) this.position = Promise.resolve(last.position);
    for (const event of events) await this.offerToAll(event);
    if (events.length === BATCH) this.wanted = true;
    else if (pending) setTimeout(this.wake, PENDING_MS).unref();
  }

  /** Lets others have their turn in between: what was written until then is sent, and need not be kept. */
  private async offerToAll(event: StoredEvent): Promise<void> {
    let offered = 0;
    for (const subscriber of this.subscribers) {
      subscriber.offer(event);
      offered += 1;
      if (offered % AT_ONCE === 0) await setImmediate();
    }
  }

  private async refresh(): Promise<void> {
    try {
      await this.readMemberships();
    } catch (error) {
      this.logger.warn({ error }, 'the memberships of event listeners could not be read');
    }
  }

  private async readMemberships(): Promise<void> {
    const known = [...this.subscribers];
    const found = await this.memberships.ofAll([...new Set(known.map(({ userId }) => userId))]);
    for (const subscriber of known) subscriber.allow(found.get(subscriber.userId) ?? new Set());
  }
}
