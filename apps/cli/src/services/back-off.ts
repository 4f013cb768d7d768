/** How long to wait before a crashed service is started again. */
export interface BackOffSettings {
  firstMs: number;
  mostMs: number;
  /** After running this long a crash counts as the first again. */
  stableMs: number;
}

export const DEFAULT_BACK_OFF: BackOffSettings = { firstMs: 500, mostMs: 30_000, stableMs: 60_000 };

/** Doubles the wait with every crash, up to a most, and forgets after a stable period. */
export class BackOff {
  private crashes = 0;

  constructor(private readonly settings: BackOffSettings = DEFAULT_BACK_OFF) {}

  /** The wait in milliseconds after a crash of something that had run for `ranMs`. */
  next(ranMs: number): number {
    if (ranMs >= this.settings.stableMs) this.crashes = 0;
    return Math.min(this.settings.mostMs, this.settings.firstMs * 2 ** this.crashes++);
  }
}
