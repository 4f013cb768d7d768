import { ONE_TIME_TOKEN_KINDS, type OneTimeTokenKind } from '@nora/contracts';
import { Check, Column, Entity, Index, ManyToOne } from 'typeorm';
import { BaseEntity } from './base.entity';
import { oneOf } from './check';
import { User } from './user.entity';

/** A token that does one thing for one account, once. */
@Entity('one_time_tokens')
@Check('ck_one_time_tokens_kind', oneOf('kind', ONE_TIME_TOKEN_KINDS))
@Index('ix_one_time_tokens_expires_at', ['expiresAt'])
export class OneTimeToken extends BaseEntity {
  @Column('uuid')
  @Index()
  userId: string;

  @ManyToOne(() => User, { onDelete: 'CASCADE' })
  user: User;

  @Column('text')
  kind: OneTimeTokenKind;

  /** HMAC-SHA256 of the token, hexadecimal. */
  @Column('text')
  @Index('uq_one_time_tokens_token_hash', { unique: true })
  tokenHash: string;

  /** The address it proves, or how the waiting log-in was begun; depends on the kind. */
  @Column('jsonb', { default: {} })
  facts: object;

  @Column('timestamptz')
  expiresAt: Date;

  @Column('timestamptz', { nullable: true })
  usedAt: Date | null;

  /** Wrong codes given for a waiting log-in. */
  @Column('integer', { default: 0 })
  failures: number;
}
