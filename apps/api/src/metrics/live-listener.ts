import type { SseEvent, SseStream } from '@nora/http-kit';

/**
 * Sends the newest of what it is told. A reader that is slower than the samples misses some of them, and is told how
 * many: what counts is the present, and nothing piles up.
 */
export class LiveListener {
  private next: SseEvent | null = null;
  private missed = 0;
  private sending = false;

  constructor(private readonly stream: Pick<SseStream, 'isOpen' | 'sendWhenReady'>) {}

  tell(event: SseEvent): void {
    if (this.next) this.missed += 1;
    this.next = event;
    if (!this.sending) void this.send();
  }

  private async send(): Promise<void> {
    this.sending = true;
    while (this.next && this.stream.isOpen) {
      const { event, data } = this.next;
      const { missed } = this;
      this.next = null;
      this.missed = 0;
      await this.stream.sendWhenReady({ event, data: { ...(data as object), missed } });
    }
    this.sending = false;
  }
}
