import { UNKNOWN_PRICE_POLICIES, type UnknownPricePolicy } from '@nora/contracts';
import { Check, Column, Entity, Index, ManyToOne } from 'typeorm';
import { BaseEntity } from './base.entity';
import { oneOf } from './check';
import { User } from './user.entity';

/** The tenant: every resource belongs to exactly one. */
@Entity('workspaces')
@Check('ck_workspaces_unknown_price', oneOf('unknown_price', UNKNOWN_PRICE_POLICIES))
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

  /** By whose calendar budgets and usage are counted: of the IANA database, e.g. `Europe/Berlin`. */
  @Column('text', { default: 'UTC' })
  timeZone: string;

  /** Whether a model without a known price may be called where a budget counts money. */
  @Column('text', { default: 'allow' })
  unknownPrice: UnknownPricePolicy;

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
