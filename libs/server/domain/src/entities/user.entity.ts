import { PLATFORM_ROLES, THEMES, type PlatformRole, type Theme } from '@nora/contracts';
import { Check, Column, Entity, Index } from 'typeorm';
import { BaseEntity } from './base.entity';
import { oneOf } from './check';

/** An account. */
@Entity('users')
@Check('ck_users_email_lower', `"email" = lower("email")`)
@Check('ck_users_platform_role', oneOf('platform_role', PLATFORM_ROLES))
@Check('ck_users_theme', oneOf('theme', THEMES))
export class User extends BaseEntity {
  /** Lower case. */
  @Column('text')
  @Index('uq_users_email', { unique: true })
  email: string;

  /** When the address was proven to be theirs; null until then. */
  @Column('timestamptz', { nullable: true })
  emailVerifiedAt: Date | null;

  @Column('text')
  name: string;

  /** A small picture as a `data:` URL. */
  @Column('text', { nullable: true })
  avatar: string | null;

  /** BCP 47 language tag for dates and numbers; null follows the browser. */
  @Column('text', { nullable: true })
  locale: string | null;

  @Column('text', { default: 'auto' })
  theme: Theme;

  /** Argon2id, with its own parameters; null for an account that signs in elsewhere only. */
  @Column('text', { nullable: true })
  passwordHash: string | null;

  @Column('text', { default: 'user' })
  platformRole: PlatformRole;

  @Column('timestamptz', { nullable: true })
  disabledAt: Date | null;
}
