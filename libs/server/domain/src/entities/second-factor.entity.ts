import { Column, CreateDateColumn, Entity, JoinColumn, OneToOne, PrimaryColumn } from 'typeorm';
import { Sealed } from '../secrets/sealed-columns';
import { User } from './user.entity';

/** Time-based one-time passwords (RFC 6238) of an account. */
@Entity('second_factors')
export class SecondFactor {
  @PrimaryColumn('uuid')
  userId: string;

  @OneToOne(() => User, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'user_id' })
  user: User;

  /** Base32, sealed. */
  @Sealed()
  secret: string;

  /** The recovery codes that are left, as a JSON array, sealed. */
  @Sealed({ nullable: true })
  recoveryCodes: string | null;

  /** When the first code proved it; until then it asks for nothing. */
  @Column('timestamptz', { nullable: true })
  confirmedAt: Date | null;

  /** Time step of the last code that was accepted: none is accepted twice. */
  @Column('bigint', { nullable: true })
  lastStep: string | null;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt: Date;
}
