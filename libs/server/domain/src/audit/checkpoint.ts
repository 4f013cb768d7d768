import { AuditSigner, isSigned, type AuditPublicKey } from './signatures';

/** Every so many entries the chain is signed, so that its rewriting does not stay unseen. */
export const CHECKPOINT_EVERY = 1_000;

export const AUDIT_CHECKPOINT_KINDS = ['regular', 'pruning'] as const;
/** A `pruning` says that the entries up to it were removed because they had been kept long enough. */
export type AuditCheckpointKind = (typeof AUDIT_CHECKPOINT_KINDS)[number];

/** A signature under the chain up to one entry, as it is read. */
export interface CheckpointView {
  /** Sequence of the last entry it covers. */
  sequence: string;
  kind: AuditCheckpointKind;
  /** Hash of that entry. */
  hash: string;
  /** ISO 8601, UTC, with microseconds. */
  createdAt: string;
  keyId: string;
  signature: string;
}

/** Columns of `audit_checkpoints c` as a {@link CheckpointView}. */
export const CHECKPOINT_COLUMNS = `c.sequence::text AS "sequence", c.kind, c.hash,
  to_char(c.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "createdAt",
  c.key_id AS "keyId", c.signature`;

/** Signs the chain up to an entry. */
export function signCheckpoint(
  signer: AuditSigner,
  kind: AuditCheckpointKind,
  { sequence, hash }: { sequence: string; hash: string },
  at: Date,
): CheckpointView {
  const createdAt = at.toISOString().replace('Z', '000Z');
  const unsigned = { sequence, kind, hash, createdAt, keyId: signer.keyId };
  return { ...unsigned, signature: signer.sign(statementOf(unsigned)) };
}

/** Whether a checkpoint is as it was signed. */
export function isCheckpointSigned(checkpoint: CheckpointView, key: AuditPublicKey): boolean {
  return isSigned(statementOf(checkpoint), checkpoint.signature, key);
}

function statementOf({ sequence, kind, hash, createdAt, keyId }: Omit<CheckpointView, 'signature'>): object {
  return { format: 'nora-audit-checkpoint/v1', sequence, kind, hash, createdAt, keyId };
}
