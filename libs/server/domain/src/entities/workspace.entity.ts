import { Column, Entity, Index, ManyToOne } from 'typeorm';
import { BaseEntity } from './base.entity';
import { User } from './user.entity';

/** The tenant: every resource belongs to exactly one. */
@Entity('workspaces')
@Index('uq_workspaces_slug', ['slug'], { unique: true, where: `"deleted_at" IS NULL` })
@Index('ix_workspaces_ending', ['id'], {
  where: `"deletion_requested_at" IS NOT NULL AND "deleted_at" IS NULL`,
})
export class Workspace extends BaseEntity {
  @Column('text')
  name: string;

  @Column('text')
  slug: string;

  /** True for the workspace made with an account. */
  @Column('boolean', { default: false })
  personal: boolean;

  /** Since when it is being deleted, together with its agents: it takes no new ones. */
  @Column('timestamptz', { nullable: true })
  deletionRequestedAt: Date | null;

  /** When it was gone for its members; the row stays for what still points to it. */
  @Column('timestamptz', { nullable: true })
  deletedAt: Date | null;

  /** Who made it; says nothing about rights. */
  @Column('uuid', { nullable: true })
  createdById: string | null;

  @ManyToOne(() => User, { onDelete: 'SET NULL', nullable: true })
  createdBy: User | null;
}
