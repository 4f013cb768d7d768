import type { BudgetUnit, ModelApiShape, ModelProviderId } from '@nora/contracts';
import { Column, CreateDateColumn, Entity, Index, PrimaryColumn } from 'typeorm';

/** What is set aside of one period of a budget. */
export interface ReservedAmount {
  budgetId: string;
  windowId: string;
  unit: BudgetUnit;
  /** In that unit, decimal text. */
  amount: string;
}

/**
 * A call of a model that is under way, and what is set aside for it. Written before the call is made and gone with
 * the row in `model_calls` that says how it ended, so that none is forgotten with the process that carries it.
 */
@Entity('model_reservations')
@Index('ix_model_reservations_holder_id', ['holderId'])
@Index('ix_model_reservations_agent_id', ['agentId'])
export class ModelReservation {
  /** Id of the call. */
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  agentId: string;

  @Column('uuid')
  workspaceId: string;

  /** The process that carries it. */
  @Column('uuid')
  holderId: string;

  @Column('uuid', { nullable: true })
  providerId: string | null;

  @Column('text')
  providerKind: ModelProviderId;

  @Column('text')
  model: string;

  @Column('text')
  shape: ModelApiShape;

  @Column('boolean')
  streamed: boolean;

  /** The most it can take. */
  @Column('bigint')
  tokens: string;

  /** USD, decimal text; null where no price is known. */
  @Column('numeric', { precision: 20, scale: 6, nullable: true })
  costUsd: string | null;

  @Column('jsonb')
  amounts: ReservedAmount[];

  /** By the clock of the process that carries it: the call's own time. */
  @CreateDateColumn({ type: 'timestamptz' })
  createdAt: Date;
}
