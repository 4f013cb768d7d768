import { PLATFORM_ROLES, type PlatformRole } from '@nora/contracts';
import { Check, Column, Entity, Index } from 'typeorm';
import { BaseEntity } from './base.entity';
import { oneOf } from './check';

/** An account. */
@Entity('users')
@Check('ck_users_email_lower', `"email" = lower("email")`)
@Check('ck_users_platform_role', oneOf('platform_role', PLATFORM_ROLES))
export class User extends BaseEntity {
  /** Lower case. */
  @Column('text')
  @Index('uq_users_email', { unique: true })
  email: string;

  @Column('text')
  name: string;

  /** Argon2id, with its own parameters. */
  @Column('text')
  passwordHash: string;

  @Column('text', { default: 'user' })
  platformRole: PlatformRole;

  @Column('timestamptz', { nullable: true })
  disabledAt: Date | null;
}
