import { formatEvent, type SseEvent } from './sse-format';
import type { SseStream } from './sse-stream';

/** What a reader that did not keep up has missed: how many events, and what the first and the last were about. */
export interface Missed<About> {
  count: number;
  first: About;
  last: About;
}

/** How a sender treats a slow reader. */
export interface LossySenderOptions<About> {
  /** Characters that may wait for the reader. What comes then is left out. */
  limit: number;
  /** Tells the reader what was left out, in its place. */
  marker: (missed: Missed<About>) => SseEvent;
}

/**
 * Sends events to a reader without ever waiting for it: what a slow reader has no room for waits up to a limit;
 * from there on events are left out until it has taken everything that waits, and a marker stands for them.
 */
export class LossySender<About> {
  private readonly waiting: string[] = [];
  private size = 0;
  private missed: Missed<About> | null = null;
  private emptying: Promise<void> | null = null;

  constructor(
    private readonly stream: SseStream,
    private readonly options: LossySenderOptions<About>,
  ) {}

  /**
   * @param text what `formatEvent` made of an event
   * @param about what the marker may name it by
   */
  send(text: string, about: About): void {
    if (!this.stream.isOpen) return;
    if (this.missed) {
      this.missed = { ...this.missed, count: this.missed.count + 1, last: about };
      return;
    }
    if (!this.emptying && this.stream.hasRoom) {
      this.stream.sendText(text);
      return;
    }
    if (this.size + text.length > this.options.limit) {
      this.missed = { count: 1, first: about, last: about };
    } else {
      this.waiting.push(text);
      this.size += text.length;
    }
    this.emptying ??= this.empty();
  }

  /** Waits until the reader has taken what waits for it. */
  async emptied(): Promise<void> {
    await this.emptying;
  }

  private async empty(): Promise<void> {
    for (;;) {
      await this.stream.ready();
      const text = this.stream.isOpen ? this.next() : undefined;
      if (text === undefined) break;
      this.stream.sendText(text);
    }
    this.emptying = null;
  }

  /** What has waited longest; behind all that, what became of the rest. */
  private next(): string | undefined {
    const text = this.waiting.shift();
    if (text !== undefined) {
      this.size -= text.length;
      return text;
    }
    const { missed } = this;
    this.missed = null;
    return missed ? formatEvent(this.options.marker(missed)) : undefined;
  }
}
