import { Column, Entity, Index, ManyToOne } from 'typeorm';
import { Sealed } from '../secrets/sealed-columns';
import { BaseEntity } from './base.entity';
import { User } from './user.entity';

/** A sign-in that was sent to an identity provider and has not come back. */
@Entity('oauth_attempts')
@Index('ix_oauth_attempts_expires_at', ['expiresAt'])
export class OauthAttempt extends BaseEntity {
  @Column('text')
  provider: string;

  /** HMAC-SHA256 of `state`, hexadecimal. */
  @Column('text')
  @Index('uq_oauth_attempts_state_hash', { unique: true })
  stateHash: string;

  /** HMAC-SHA256 of the cookie of the browser that began it, hexadecimal. */
  @Column('text')
  browserHash: string;

  /** PKCE verifier and nonce as JSON, sealed. */
  @Sealed()
  secrets: string;

  /** The account it is to be linked to; null for a log-in. */
  @Column('uuid', { nullable: true })
  userId: string | null;

  @ManyToOne(() => User, { onDelete: 'CASCADE', nullable: true })
  user: User | null;

  @Column('timestamptz')
  expiresAt: Date;

  @Column('timestamptz', { nullable: true })
  usedAt: Date | null;
}
