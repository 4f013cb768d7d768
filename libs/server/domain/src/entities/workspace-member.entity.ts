import { WORKSPACE_ROLES, type WorkspaceRole } from '@nora/contracts';
import {
  Check,
  Column,
  CreateDateColumn,
  Entity,
  Index,
  ManyToOne,
  PrimaryColumn,
  UpdateDateColumn,
} from 'typeorm';
import { oneOf } from './check';
import { User } from './user.entity';
import { Workspace } from './workspace.entity';

/** What a user may do in a workspace; the only source of workspace rights. */
@Entity('workspace_members')
@Check('ck_workspace_members_role', oneOf('role', WORKSPACE_ROLES))
export class WorkspaceMember {
  @PrimaryColumn('uuid')
  workspaceId: string;

  @PrimaryColumn('uuid')
  @Index()
  userId: string;

  @ManyToOne(() => Workspace, { onDelete: 'CASCADE' })
  workspace: Workspace;

  @ManyToOne(() => User, { onDelete: 'CASCADE' })
  user: User;

  @Column('text')
  role: WorkspaceRole;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt: Date;

  @UpdateDateColumn({ type: 'timestamptz' })
  updatedAt: Date;
}
