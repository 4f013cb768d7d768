import { EVENTS_CHANNEL } from '@nora/contracts';
import type { Redis } from 'ioredis';

/** Wakes every process that follows the event log. A lost signal only costs the followers their poll interval. */
export class EventSignal {
  constructor(private readonly redis: Redis) {}

  /** Never throws: the events are in PostgreSQL already. */
  send(): void {
    this.redis.publish(EVENTS_CHANNEL, '1').catch(() => undefined);
  }
}
