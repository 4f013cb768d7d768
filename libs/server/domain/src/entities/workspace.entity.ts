import { Column, Entity, Index, ManyToOne } from 'typeorm';
import { BaseEntity } from './base.entity';
import { User } from './user.entity';

/** The tenant: every resource belongs to exactly one. */
@Entity('workspaces')
export class Workspace extends BaseEntity {
  @Column('text')
  name: string;

  @Column('text')
  @Index('uq_workspaces_slug', { unique: true })
  slug: string;

  /** True for the workspace made with an account. */
  @Column('boolean', { default: false })
  personal: boolean;

  /** Who made it; says nothing about rights. */
  @Column('uuid', { nullable: true })
  createdById: string | null;

  @ManyToOne(() => User, { onDelete: 'SET NULL', nullable: true })
  createdBy: User | null;
}
