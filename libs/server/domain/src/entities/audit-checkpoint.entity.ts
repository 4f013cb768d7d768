import { Column, CreateDateColumn, Entity, Index, ManyToOne, PrimaryColumn } from 'typeorm';
import { AuditSigningKey } from './audit-signing-key.entity';

/** A signature under the audit chain as it was up to one entry. It outlives the entries, so that what follows stays proven. */
@Entity('audit_checkpoints')
export class AuditCheckpoint {
  /** Sequence of the last entry it covers. */
  @PrimaryColumn('bigint')
  sequence: string;

  /** Hash of that entry, hexadecimal. */
  @Column('text')
  hash: string;

  @Column('uuid')
  @Index()
  keyId: string;

  @ManyToOne(() => AuditSigningKey, { onDelete: 'RESTRICT' })
  key: AuditSigningKey;

  /** Ed25519 over sequence, hash and time, base64url. */
  @Column('text')
  signature: string;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt: Date;
}
