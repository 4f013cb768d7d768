import { LOOP_ACTIONS, MODEL_DELIVERIES, type LoopAction, type ModelDelivery } from '@nora/contracts';
import {
  Check,
  Column,
  Entity,
  Index,
  JoinColumn,
  ManyToOne,
  OneToOne,
  PrimaryColumn,
  UpdateDateColumn,
} from 'typeorm';
import { Agent } from './agent.entity';
import { oneOf } from './check';
import { ModelProvider } from './model-provider.entity';

/** A model of a provider; the provider is null for the built-in demo. */
export interface ModelChoice {
  providerId: string | null;
  model: string;
}

/** Which model an agent talks to. Calls read it as they come, so that a change holds from the next one on. */
@Entity('agent_models')
@Check('ck_agent_models_delivery', oneOf('delivery', MODEL_DELIVERIES))
@Check('ck_agent_models_loop_action', oneOf('loop_action', LOOP_ACTIONS))
@Check('ck_agent_models_loop', `"loop_times" > 1 AND "loop_minutes" > 0`)
@Index('ix_agent_models_provider_id', ['providerId'], { where: '"provider_id" IS NOT NULL' })
export class AgentModel {
  @PrimaryColumn('uuid')
  agentId: string;

  @OneToOne(() => Agent, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'agent_id' })
  agent: Agent;

  /** Null for the built-in demo. */
  @Column('uuid', { nullable: true })
  providerId: string | null;

  @ManyToOne(() => ModelProvider, { onDelete: 'RESTRICT', nullable: true })
  provider: ModelProvider | null;

  @Column('text')
  model: string;

  /** Asked in this order when the one before does not answer. */
  @Column('jsonb', { default: [] })
  fallbacks: ModelChoice[];

  @Column('text', { default: 'gateway' })
  delivery: ModelDelivery;

  @Column('text', { default: 'event' })
  loopAction: LoopAction;

  /** So many times the same prompt … */
  @Column('integer', { default: 20 })
  loopTimes: number;

  /** … within so many minutes are a loop. */
  @Column('integer', { default: 10 })
  loopMinutes: number;

  /**
   * Grows whenever a call of the agent must be looked at anew: with a change of this row, of a provider in it, of
   * prices, and of the agent's model key.
   */
  @Column('integer', { default: 1 })
  revision: number;

  @UpdateDateColumn({ type: 'timestamptz' })
  updatedAt: Date;
}
