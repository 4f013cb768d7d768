import { Column, CreateDateColumn, Entity, Index, PrimaryColumn } from 'typeorm';

/** What a call had written by the moment its answer was lost; enough to answer its repetition. */
export interface IdempotentEffect {
  agentId?: string;
  deploymentId?: string;
}

/** A mutating call that may be repeated: one row per caller and key, kept 24 hours. */
@Entity('idempotency_keys')
@Index('ix_idempotency_keys_created_at', ['createdAt'])
export class IdempotencyKey {
  /** Who calls. */
  @PrimaryColumn('uuid')
  principalId: string;

  /** As the caller chose it. */
  @PrimaryColumn('text')
  key: string;

  /** SHA-256 of method, path and body, in hexadecimal. */
  @Column('text')
  fingerprint: string;

  /** Held by the request that carries it out; another may take over once `lockedUntil` has passed without an effect. */
  @Column('uuid')
  ownerToken: string;

  @Column('timestamptz')
  lockedUntil: Date;

  /** Written in the transaction of the effect itself. */
  @Column('jsonb', { nullable: true })
  effect: IdempotentEffect | null;

  /** HTTP status of the answer; null until there is one. */
  @Column('integer', { nullable: true })
  status: number | null;

  @Column('jsonb', { nullable: true })
  answer: object | null;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt: Date;
}
