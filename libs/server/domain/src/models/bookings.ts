import type { DataSource } from 'typeorm';
import { asLost, settleCalls, type Settlement } from './settlements';

/** How {@link ModelLedger} tells of what went wrong behind its callers' backs. */
export type LedgerFault = (error: unknown, what: string) => void;

/** How long what is over waits for others to be booked together with it, at most. */
const BATCH_MS = 200;
const BATCH_SIZE = 500;
const AGAIN_MS = 1_000;
/** A trouble that goes on is told of this often. */
const TELL_MS = 30_000;

/**
 * Calls that are over, until they are booked: some at a time, in the background, and again for as long as PostgreSQL
 * does not take them. There are never more of them than were under way when it went away, because without it no call
 * is admitted.
 */
export class Bookings {
  private waiting: Settlement[] = [];
  private booking: readonly Settlement[] = [];
  private flushing: Promise<void> | null = null;
  private timer: NodeJS.Timeout | null = null;
  private toldAt = -Infinity;

  constructor(
    private readonly dataSource: DataSource,
    private readonly onFault: LedgerFault,
    private readonly onNews: () => void,
  ) {}

  /** How many there are. */
  get size(): number {
    return this.waiting.length + this.booking.length;
  }

  /** Those that are not booked yet. */
  ids(): string[] {
    return [...this.booking, ...this.waiting].map(({ id }) => id);
  }

  add(settlement: Settlement): void {
    this.waiting.push(settlement);
    this.flushSoon(this.waiting.length >= BATCH_SIZE ? 0 : BATCH_MS);
  }

  /** Books all that is over now. @throws when that is not possible; it is tried again by itself */
  async flush(): Promise<void> {
    while (this.waiting.length > 0 || this.flushing) await this.flushOnce();
  }

  /**
   * Books all that is over now, and tries that for a while.
   * @throws when it was not possible; what is left is not tried again
   */
  async drain(withinMs: number): Promise<void> {
    for (const until = Date.now() + withinMs; ;) {
      try {
        return await this.flush();
      } catch (error) {
        if (Date.now() + AGAIN_MS / 2 >= until) {
          this.stop();
          throw error;
        }
        await new Promise((resolve) => setTimeout(resolve, AGAIN_MS / 2));
      }
    }
  }

  private stop(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
  }

  private flushSoon(afterMs: number): void {
    if (this.timer !== null) return;
    this.timer = setTimeout(() => {
      this.timer = null;
      this.flushOnce().catch((error: unknown) => {
        this.tell(error);
        this.flushSoon(AGAIN_MS);
      });
    }, afterMs);
  }

  private flushOnce(): Promise<void> {
    this.flushing ??= this.bookSome().finally(() => {
      this.flushing = null;
    });
    return this.flushing;
  }

  private async bookSome(): Promise<void> {
    this.booking = this.waiting.splice(0, BATCH_SIZE);
    try {
      if (this.booking.length > 0) await this.book(this.booking);
    } catch (error) {
      this.waiting.unshift(...this.booking);
      throw error;
    } finally {
      this.booking = [];
    }
    this.toldAt = -Infinity;
    if (this.waiting.length > 0) this.flushSoon(BATCH_MS);
  }

  /** One that PostgreSQL will never take must not keep the others from being booked: it is looked for, and given up. */
  private async book(batch: readonly Settlement[]): Promise<void> {
    try {
      if (await settleCalls(this.dataSource, batch)) this.onNews();
    } catch (error) {
      if (!isOfTheData(error)) throw error;
      const [first] = batch;
      if (batch.length > 1) {
        const half = Math.ceil(batch.length / 2);
        await this.book(batch.slice(0, half));
        await this.book(batch.slice(half));
      } else if (first) {
        await this.giveUp(first, error);
      }
    }
  }

  private async giveUp(settlement: Settlement, error: unknown): Promise<void> {
    this.onFault(error, `the end of call ${settlement.id} of a model cannot be booked as it was told`);
    const lost = asLost(settlement);
    if (lost) await this.book([lost]);
  }

  private tell(error: unknown): void {
    if (Date.now() - this.toldAt < TELL_MS) return;
    this.toldAt = Date.now();
    this.onFault(error, 'calls of models could not be booked; trying again');
  }
}

/** Whether PostgreSQL took offence at what it was given (SQLSTATE classes 22 and 23), which it will again. */
function isOfTheData(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && /^2[23]/.test(code);
}
