import type { ResolvedSelection } from '@nora/runtime-contract';
import { Column, CreateDateColumn, Entity, Index, ManyToOne, PrimaryColumn } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { Agent } from './agent.entity';

/** Everything that shapes a runtime; never holds a secret. */
export interface AgentSnapshot {
  name: string;
  selection: ResolvedSelection;
  resources: { vcpu: number; ramMb: number; diskGb: number };
}

/** An immutable version of an agent's shape. */
@Entity('agent_versions')
@Index('uq_agent_versions_agent_id_number', ['agentId', 'number'], { unique: true })
export class AgentVersion {
  @PrimaryColumn('uuid')
  id: string = uuidv7();

  @Column('uuid')
  agentId: string;

  @ManyToOne(() => Agent, { onDelete: 'CASCADE' })
  agent: Agent;

  /** 1, 2, 3 … within the agent. */
  @Column('integer')
  number: number;

  /** What made it. */
  @Column('text')
  source: 'deploy' | 'edit';

  @Column('text')
  message: string;

  @Column('uuid', { nullable: true })
  authorId: string | null;

  @Column('jsonb')
  snapshot: AgentSnapshot;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt: Date;
}
