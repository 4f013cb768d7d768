/** Work that is done again and again, one run at a time, with a pause after each. */
export class RecurringTask {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();
  private stopped = false;

  /**
   * @param pauseMs milliseconds from the end of a run to the next
   * @param onError told of a run that failed; the next one takes place all the same
   */
  constructor(
    private readonly work: () => Promise<unknown>,
    private readonly pauseMs: number,
    private readonly onError: (error: unknown) => void,
  ) {}

  /** Runs now, and from then on. */
  start(): void {
    this.schedule(0);
  }

  /** Begins no further run; resolves when the one at hand has ended. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.running;
  }

  private schedule(delayMs: number): void {
    this.timer = setTimeout(() => {
      this.running = this.run();
    }, delayMs);
  }

  private async run(): Promise<void> {
    try {
      await this.work();
    } catch (error) {
      this.onError(error);
    }
    if (!this.stopped) this.schedule(this.pauseMs);
  }
}
