import { AUDIT_ACTOR_TYPES, type AuditActorType } from '@nora/contracts';
import { Check, Column, CreateDateColumn, Entity, Index, PrimaryColumn } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { oneOf } from './check';

/**
 * Who did what to which resource, written in the transaction that did it. Append-only: once it has its place in the
 * chain, a trigger refuses every change.
 */
@Entity('audit_entries')
@Check('ck_audit_entries_actor_type', oneOf('actor_type', AUDIT_ACTOR_TYPES))
@Check('ck_audit_entries_outcome', oneOf('outcome', ['allowed', 'refused']))
@Index('ix_audit_entries_workspace_id_id', ['workspaceId', 'id'])
@Index('uq_audit_entries_sequence', ['sequence'], { unique: true })
@Index('ix_audit_entries_unchained', ['id'], { where: `"sequence" IS NULL` })
@Index('ix_audit_entries_workspace_id_sequence', ['workspaceId', 'sequence'])
@Index('ix_audit_entries_actor_id_id', ['actorId', 'id'])
@Index('ix_audit_entries_on_behalf_of_id_id', ['onBehalfOfId', 'id'], {
  where: `"on_behalf_of_id" IS NOT NULL`,
})
@Index('ix_audit_entries_resource_id_id', ['resourceId', 'id'])
@Index('ix_audit_entries_correlation_id_id', ['correlationId', 'id'])
export class AuditEntry {
  @PrimaryColumn('uuid')
  id: string = uuidv7();

  /** Null for acts on the installation. */
  @Column('uuid', { nullable: true })
  workspaceId: string | null;

  @Column('text')
  actorType: AuditActorType;

  /** Account or API key; null for a worker and for somebody who has not signed in. */
  @Column('uuid', { nullable: true })
  actorId: string | null;

  /** What the actor was called then, e.g. an e-mail address or the prefix of a key. */
  @Column('text', { nullable: true })
  actorLabel: string | null;

  /** The account for which an API key or a worker acted. */
  @Column('uuid', { nullable: true })
  onBehalfOfId: string | null;

  /** E.g. `agent.deploy`. */
  @Column('text')
  action: string;

  @Column('text')
  resourceType: string;

  @Column('text', { nullable: true })
  resourceId: string | null;

  @Column('text')
  outcome: 'allowed' | 'refused';

  @Column('text', { nullable: true })
  correlationId: string | null;

  @Column('text', { nullable: true })
  address: string | null;

  /** Redacted facts of the act. */
  @Column('jsonb', { default: {} })
  details: object;

  /** What was changed, as it was before; redacted. */
  @Column('jsonb', { nullable: true })
  before: object | null;

  /** The same afterwards. */
  @Column('jsonb', { nullable: true })
  after: object | null;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt: Date;

  /** Place in the chain, from 1 without gaps; null until the entry is chained, about a second. */
  @Column('bigint', { nullable: true })
  sequence: string | null;

  /** Hash of the entry before, hexadecimal. */
  @Column('text', { nullable: true })
  previousHash: string | null;

  /** SHA-256 over this entry and the hash before, hexadecimal. */
  @Column('text', { nullable: true })
  hash: string | null;
}
