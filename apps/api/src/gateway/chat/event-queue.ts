/**
 * What waits for one reader. It holds no more than the limit: a reader that does not keep up loses what waits, and is
 * told so.
 */
export class EventQueue<T> {
  private items: T[] = [];
  private overflown = false;
  private closed = false;
  private wake: (() => void) | null = null;

  constructor(private readonly limit: number) {}

  push(item: T): void {
    if (this.closed) return;
    if (this.items.length >= this.limit) this.overflow();
    else this.items.push(item);
    this.wake?.();
  }

  /** Something was lost. */
  overflow(): void {
    this.items = [];
    this.overflown = true;
    this.wake?.();
  }

  close(): void {
    this.closed = true;
    this.wake?.();
  }

  /** @returns the next item; `lost` once after an overflow; null at the end */
  async next(): Promise<{ item: T } | 'lost' | null> {
    for (;;) {
      if (this.overflown) {
        this.overflown = false;
        return 'lost';
      }
      const [item] = this.items.splice(0, 1);
      if (item !== undefined) return { item };
      if (this.closed) return null;
      await new Promise<void>((resolve) => (this.wake = resolve));
      this.wake = null;
    }
  }
}
