import { CancelRequestedError, LostClaimError } from '@nora/domain';
import type { WorkSource } from './work-source';

/** How soon a request to end something is seen. */
const CANCELLATION_POLL_MS = 1_000;

interface Held<C> {
  rowId: string;
  claim: C;
  abort: AbortController;
  /** On the clock of `performance.now()`, and never later than the database's own. */
  leaseEnds: number;
  renewal: NodeJS.Timeout;
  renewing: boolean;
}

/** What one consumer is working on: keeps its leases, and tells it when to stop. */
export class WorkInHand<C> {
  private readonly held = new Set<Held<C>>();
  private closedBy: Error | undefined;
  private cancellations: NodeJS.Timeout | undefined;
  private looking = false;

  /** @param onFault told of renewals and looks that failed; the next one takes place all the same */
  constructor(
    private readonly source: Pick<WorkSource<C>, 'renew' | 'cancelRequested'>,
    private readonly leaseMs: number,
    private readonly onFault: (error: unknown) => void,
  ) {}

  /**
   * Runs work on a claim. Its signal aborts when the lease is lost, somebody asks for the end, or all must stop.
   * @param askedAt `performance.now()` before the claim was taken
   */
  async hold<T>(
    { rowId, claim, askedAt }: { rowId: string; claim: C; askedAt: number },
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const abort = new AbortController();
    const renewal = setInterval(() => void this.renew(held), this.leaseMs / 3);
    const leaseEnds = askedAt + this.leaseMs;
    const held: Held<C> = { rowId, claim, abort, leaseEnds, renewal, renewing: false };
    if (this.closedBy) abort.abort(this.closedBy);
    this.held.add(held);
    this.cancellations ??= setInterval(() => void this.lookForCancellations(), CANCELLATION_POLL_MS);
    try {
      return await work(abort.signal);
    } finally {
      clearInterval(renewal);
      this.held.delete(held);
      if (this.held.size === 0) this.stopLooking();
    }
  }

  /** Aborts everything at hand, and at once whatever is taken up later. */
  abortAll(reason: Error): void {
    this.closedBy = reason;
    for (const { abort } of this.held) abort.abort(reason);
  }

  /** Keeps no lease any longer, so that others take over what has not ended. */
  letGo(): void {
    for (const { renewal } of this.held) clearInterval(renewal);
    this.stopLooking();
  }

  private stopLooking(): void {
    clearInterval(this.cancellations);
    this.cancellations = undefined;
  }

  private async renew(held: Held<C>): Promise<void> {
    const askedAt = performance.now();
    if (askedAt >= held.leaseEnds) {
      held.abort.abort(new LostClaimError(held.rowId));
      return;
    }
    if (held.renewing) return;
    held.renewing = true;
    try {
      await this.source.renew(held.claim);
      held.leaseEnds = askedAt + this.leaseMs;
    } catch (error) {
      if (error instanceof LostClaimError) held.abort.abort(error);
      else this.onFault(error);
    } finally {
      held.renewing = false;
    }
  }

  private async lookForCancellations(): Promise<void> {
    const open = [...this.held].filter(({ abort }) => !abort.signal.aborted);
    if (open.length === 0 || this.looking) return;
    this.looking = true;
    try {
      const cancelled = new Set(await this.source.cancelRequested(open.map(({ rowId }) => rowId)));
      for (const { rowId, abort } of open) if (cancelled.has(rowId)) abort.abort(new CancelRequestedError());
    } catch (error) {
      this.onFault(error);
    } finally {
      this.looking = false;
    }
  }
}
