import { Column, CreateDateColumn, Entity, Index, OneToOne, PrimaryColumn, JoinColumn } from 'typeorm';
import { Agent } from './agent.entity';

/** The credentials of one agent, sealed; the model key also as a hash, to be found by. */
@Entity('agent_credentials')
export class AgentCredential {
  @PrimaryColumn('uuid')
  agentId: string;

  @OneToOne(() => Agent, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'agent_id' })
  agent: Agent;

  /** Bearer of the runtime's gateway. */
  @Column('text')
  gatewayToken: string;

  /** Bearer of the sidecar. */
  @Column('text')
  sidecarToken: string;

  /** What the agent presents to Nora's own model endpoint. */
  @Column('text')
  modelKey: string;

  @Column('text')
  @Index('uq_agent_credentials_model_key_hash', { unique: true })
  modelKeyHash: string;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt: Date;
}
