import type { AuditVerification } from '../verification.store';

/** Where in the log somebody looks for a fault. */
export interface FaultPlace {
  sequence: string;
  label: string;
}

/** The entry that a fault is about; of entries that are gone, the one before them. Null where there is none. */
export function placeOf(fault: NonNullable<AuditVerification['fault']>): FaultPlace | null {
  const { sequence, code } = fault;
  if (sequence === null) return null;
  if (code !== 'entry_missing') return { sequence, label: `Show entry ${sequence}` };
  const before = BigInt(sequence) - 1n;
  return before > 0n ? { sequence: String(before), label: `Show entry ${before}, the one before` } : null;
}
