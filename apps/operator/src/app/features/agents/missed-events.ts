import type { AgentEvent } from '@nora/data-access';

/**
 * Keeps the events that arrive while an answer of the API is on its way. The answer may be older than they are,
 * so they are applied to it again; applying an event twice changes nothing.
 */
export class MissedEvents {
  private readonly events: AgentEvent[] = [];
  private readsUnderWay = 0;

  /** Remembers an event while something is being read. */
  add(event: AgentEvent): void {
    if (this.readsUnderWay > 0) this.events.push(event);
  }

  /** Awaits an answer, takes it in, and applies what happened since it was asked for. */
  async during<T>(
    answer: Promise<T>,
    take: (value: T) => void,
    apply: (event: AgentEvent) => void,
  ): Promise<void> {
    const first = this.events.length;
    this.readsUnderWay += 1;
    try {
      take(await answer);
      this.events.slice(first).forEach(apply);
    } finally {
      this.readsUnderWay -= 1;
      if (this.readsUnderWay === 0) this.events.length = 0;
    }
  }
}
