import { Column, Entity, Index, ManyToOne } from 'typeorm';
import { BaseEntity } from './base.entity';
import { User } from './user.entity';

/** An account elsewhere with which one signs in here. */
@Entity('identities')
@Index('uq_identities_provider_subject', ['provider', 'subject'], { unique: true })
@Index('uq_identities_user_id_provider', ['userId', 'provider'], { unique: true })
export class Identity extends BaseEntity {
  @Column('uuid')
  userId: string;

  @ManyToOne(() => User, { onDelete: 'CASCADE' })
  user: User;

  /** `github`, `google` or `oidc`. */
  @Column('text')
  provider: string;

  /** What the provider calls the account, for good. */
  @Column('text')
  subject: string;

  /** As the provider told it when it was last used. */
  @Column('text', { nullable: true })
  email: string | null;

  @Column('timestamptz', { nullable: true })
  lastUsedAt: Date | null;
}
