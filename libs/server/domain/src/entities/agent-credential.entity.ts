import { Column, CreateDateColumn, Entity, Index, OneToOne, PrimaryColumn, JoinColumn } from 'typeorm';
import { modelKeyHash } from '../secrets/model-key-hash';
import { Sealed } from '../secrets/sealed-columns';
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
  @Sealed()
  gatewayToken: string;

  /** Bearer of the sidecar. */
  @Sealed()
  sidecarToken: string;

  /** What the agent presents to Nora's own model endpoint. */
  @Sealed<AgentCredential>({ hash: { property: 'modelKeyHash', hash: modelKeyHash } })
  modelKey: string;

  @Column('text')
  @Index('uq_agent_credentials_model_key_hash', { unique: true })
  modelKeyHash: string;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt: Date;
}
