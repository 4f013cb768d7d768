import type { Logger } from '@nora/observability';
import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { LOGGER } from './logger';

/** Work that no answer waits for, so that its outcome and its time tell a caller nothing. */
@Injectable()
export class Background implements BeforeApplicationShutdown {
  private readonly underWay = new Set<Promise<void>>();

  constructor(@Inject(LOGGER) private readonly logger: Logger) {}

  /**
   * Starts work, and logs when it fails.
   * @param failure what is logged then
   */
  start(failure: string, work: () => Promise<void>): void {
    const running = work().catch((error: unknown) => this.logger.warn({ error }, failure));
    this.underWay.add(running);
    void running.finally(() => this.underWay.delete(running));
  }

  /** Waits for what is under way. */
  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all(this.underWay);
  }
}
