import { Column, Entity, Index, ManyToOne } from 'typeorm';
import { Sealed } from '../secrets/sealed-columns';
import { Agent } from './agent.entity';
import { BaseEntity } from './base.entity';
import { User } from './user.entity';

/** A variable that an agent's runtime is given, and nobody is shown. */
@Entity('agent_secrets')
@Index('uq_agent_secrets_agent_id_name', ['agentId', 'name'], { unique: true })
export class AgentSecret extends BaseEntity {
  @Column('uuid')
  agentId: string;

  @ManyToOne(() => Agent, { onDelete: 'CASCADE' })
  agent: Agent;

  /** Name of the environment variable. */
  @Column('text')
  name: string;

  @Sealed()
  value: string;

  @Column('uuid', { nullable: true })
  changedById: string | null;

  @ManyToOne(() => User, { onDelete: 'SET NULL', nullable: true })
  changedBy: User | null;
}
