import type { ApiKeyScope } from '@nora/contracts';
import { Column, Entity, Index, JoinColumn, ManyToOne } from 'typeorm';
import { BaseEntity } from './base.entity';
import { WorkspaceMember } from './workspace-member.entity';

/** A key that acts for its issuer inside one workspace, and is gone with the issuer's membership. */
@Entity('api_keys')
@Index('ix_api_keys_workspace_id_id', ['workspaceId', 'id'])
@Index('ix_api_keys_workspace_id_issuer_id', ['workspaceId', 'issuerId'])
export class ApiKey extends BaseEntity {
  @Column('uuid')
  workspaceId: string;

  /** The member who made it: it can never do more than they can. */
  @Column('uuid')
  issuerId: string;

  @ManyToOne(() => WorkspaceMember, { onDelete: 'CASCADE' })
  @JoinColumn([
    { name: 'workspace_id', referencedColumnName: 'workspaceId' },
    { name: 'issuer_id', referencedColumnName: 'userId' },
  ])
  issuer: WorkspaceMember;

  @Column('text')
  name: string;

  /** The first 12 characters, by which it is found and recognised. */
  @Column('text')
  @Index('ix_api_keys_prefix')
  prefix: string;

  /** HMAC-SHA256 of the whole key, hexadecimal. */
  @Column('text')
  keyHash: string;

  @Column('text', { array: true })
  scopes: ApiKeyScope[];

  /** Addresses or blocks it may be used from; empty means anywhere. */
  @Column('text', { array: true, default: [] })
  allowedCidrs: string[];

  @Column('timestamptz', { nullable: true })
  expiresAt: Date | null;

  @Column('timestamptz', { nullable: true })
  revokedAt: Date | null;

  /** Written at most once a minute. */
  @Column('timestamptz', { nullable: true })
  lastUsedAt: Date | null;

  @Column('text', { nullable: true })
  lastUsedAddress: string | null;
}
