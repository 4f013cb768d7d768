import { Column, Entity, PrimaryColumn, UpdateDateColumn } from 'typeorm';

/** A fact or setting of the whole installation. */
@Entity('platform_settings')
export class PlatformSetting {
  @PrimaryColumn('text')
  key: string;

  @Column('jsonb')
  value: unknown;

  @UpdateDateColumn({ type: 'timestamptz' })
  updatedAt: Date;
}
