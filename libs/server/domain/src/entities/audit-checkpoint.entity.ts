import { Check, Column, CreateDateColumn, Entity, Index, ManyToOne, PrimaryColumn } from 'typeorm';
import { AUDIT_CHECKPOINT_KINDS, type AuditCheckpointKind } from '../audit/checkpoint';
import { AuditSigningKey } from './audit-signing-key.entity';
import { oneOf } from './check';

/** A signature under the audit chain as it was up to one entry. It outlives the entries, so that what follows stays proven. */
@Entity('audit_checkpoints')
@Check('ck_audit_checkpoints_kind', oneOf('kind', AUDIT_CHECKPOINT_KINDS))
export class AuditCheckpoint {
  /** Sequence of the last entry it covers. */
  @PrimaryColumn('bigint')
  sequence: string;

  /** `pruning` when the entries up to here were removed because they had been kept long enough. */
  @PrimaryColumn('text')
  kind: AuditCheckpointKind;

  /** Hash of that entry, hexadecimal. */
  @Column('text')
  hash: string;

  @Column('uuid')
  @Index()
  keyId: string;

  @ManyToOne(() => AuditSigningKey, { onDelete: 'RESTRICT' })
  key: AuditSigningKey;

  /** Ed25519 over sequence, kind, hash, time and key, base64url. */
  @Column('text')
  signature: string;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt: Date;
}
