import { SIGN_IN_METHODS, type SignInMethod } from '@nora/contracts';
import { Check, Column, Entity, Index, ManyToOne } from 'typeorm';
import { BaseEntity } from './base.entity';
import { oneOf } from './check';
import { User } from './user.entity';

/** A log-in. A session token is worth nothing once its row is revoked or expired. */
@Entity('sessions')
@Check('ck_sessions_method', oneOf('method', SIGN_IN_METHODS))
export class Session extends BaseEntity {
  @Column('uuid')
  @Index()
  userId: string;

  @ManyToOne(() => User, { onDelete: 'CASCADE' })
  user: User;

  /** How it was opened. */
  @Column('text', { default: 'password' })
  method: SignInMethod;

  @Column('timestamptz')
  lastUsedAt: Date;

  @Column('timestamptz')
  expiresAt: Date;

  @Column('timestamptz', { nullable: true })
  revokedAt: Date | null;

  @Column('text', { nullable: true })
  userAgent: string | null;

  @Column('text', { nullable: true })
  address: string | null;
}
