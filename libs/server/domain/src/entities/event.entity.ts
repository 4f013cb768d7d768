import type { EventType } from '@nora/contracts';
import { Column, CreateDateColumn, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/**
 * Something that changed, written in the transaction that changed it.
 * Readers follow `(transaction_id, sequence)` up to the oldest running transaction, so that none is passed over
 * when transactions commit in another order than their sequence numbers were drawn.
 */
@Entity('events')
@Index('ix_events_position', ['transactionId', 'sequence'])
@Index('ix_events_created_at', ['createdAt'])
export class EventRecord {
  @PrimaryGeneratedColumn({ type: 'bigint' })
  sequence: string;

  /** Full transaction id (xid8 as a number), which does not wrap around. */
  @Column('bigint', { default: () => 'nora_transaction_id()' })
  transactionId: string;

  @Column('uuid')
  workspaceId: string;

  @Column('text')
  type: EventType;

  @Column('jsonb')
  payload: object;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt: Date;
}
