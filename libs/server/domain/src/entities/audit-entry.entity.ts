import { Column, CreateDateColumn, Entity, Index, PrimaryColumn } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';

/** Who did what to which resource, written in the transaction that did it. Append-only. */
@Entity('audit_entries')
@Index('ix_audit_entries_workspace_id_id', ['workspaceId', 'id'])
export class AuditEntry {
  @PrimaryColumn('uuid')
  id: string = uuidv7();

  /** Null for acts on the installation. */
  @Column('uuid', { nullable: true })
  workspaceId: string | null;

  @Column('text')
  actorType: 'user' | 'worker' | 'anonymous';

  @Column('uuid', { nullable: true })
  actorId: string | null;

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

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt: Date;
}
