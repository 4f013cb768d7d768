import type { WaitingWork } from '@nora/domain';

/** What became of one attempt. */
export type WorkOutcome =
  | { kind: 'succeeded' }
  | { kind: 'cancelled' }
  /** For good. `reason` is for a person and holds no secret; it stays with the dead letter. */
  | { kind: 'failed'; reason: string }
  /** The row was given back and waits for its next attempt. */
  | { kind: 'retry'; work: WaitingWork }
  /** The row belongs to somebody else now. */
  | { kind: 'lost' };

/** One kind of work, as a consumer takes it up and carries it out. */
export interface WorkSource<C> {
  /** Takes a row up; null when there is nothing to take. */
  claim(rowId: string): Promise<C | null>;
  /** Extends the lease of a claim. @throws LostClaimError */
  renew(claim: C): Promise<void>;
  /** Those of the given rows that somebody asked to end. */
  cancelRequested(rowIds: string[]): Promise<string[]>;
  /**
   * Does the work and writes its outcome.
   * @param signal aborts with `CancelRequestedError`, `LostClaimError` or `ShutdownError` as its reason
   */
  carryOut(claim: C, signal: AbortSignal): Promise<WorkOutcome>;
}
