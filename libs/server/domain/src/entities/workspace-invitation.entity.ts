import { INVITABLE_ROLES, type InvitableRole } from '@nora/contracts';
import { Check, Column, Entity, Index, ManyToOne } from 'typeorm';
import { BaseEntity } from './base.entity';
import { oneOf } from './check';
import { User } from './user.entity';
import { Workspace } from './workspace.entity';

/** An invitation of one e-mail address into one workspace. Its token is known to its link only. */
@Entity('workspace_invitations')
@Check('ck_workspace_invitations_role', oneOf('role', INVITABLE_ROLES))
@Check('ck_workspace_invitations_email_lower', `"email" = lower("email")`)
@Index('uq_workspace_invitations_pending', ['workspaceId', 'email'], {
  unique: true,
  where: `"accepted_at" IS NULL AND "revoked_at" IS NULL`,
})
@Index('ix_workspace_invitations_workspace_id_id', ['workspaceId', 'id'])
export class WorkspaceInvitation extends BaseEntity {
  @Column('uuid')
  workspaceId: string;

  @ManyToOne(() => Workspace, { onDelete: 'CASCADE' })
  workspace: Workspace;

  /** Lower case. */
  @Column('text')
  email: string;

  @Column('text')
  role: InvitableRole;

  /** HMAC-SHA256 of the token, hexadecimal. */
  @Column('text')
  @Index('uq_workspace_invitations_token_hash', { unique: true })
  tokenHash: string;

  @Column('timestamptz')
  expiresAt: Date;

  @Column('timestamptz', { nullable: true })
  acceptedAt: Date | null;

  @Column('uuid', { nullable: true })
  acceptedById: string | null;

  @ManyToOne(() => User, { onDelete: 'SET NULL', nullable: true })
  acceptedBy: User | null;

  @Column('timestamptz', { nullable: true })
  revokedAt: Date | null;

  @Column('uuid', { nullable: true })
  invitedById: string | null;

  @ManyToOne(() => User, { onDelete: 'SET NULL', nullable: true })
  invitedBy: User | null;
}
