import { Column, Entity, PrimaryColumn, UpdateDateColumn } from 'typeorm';

/** A fact or setting of the whole installation. */
@Entity('platform_settings')
export class PlatformSetting {
  @PrimaryColumn('text')
  key: string;

  @Column('jsonb')
  value: unknown;

  /** Grows with each change, where somebody may change it on the ground of what was read before. */
  @Column('integer', { default: 0 })
  revision: number;

  @UpdateDateColumn({ type: 'timestamptz' })
  updatedAt: Date;
}
