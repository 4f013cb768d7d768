import { BeforeInsert, CreateDateColumn, PrimaryColumn, UpdateDateColumn } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';

/** What every row with an identity has: a time-ordered UUID (version 7) and its times. */
export abstract class BaseEntity {
  @PrimaryColumn('uuid')
  id: string = uuidv7();

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt: Date;

  @UpdateDateColumn({ type: 'timestamptz' })
  updatedAt: Date;

  @BeforeInsert()
  protected ensureId(): void {
    this.id ??= uuidv7();
  }
}
