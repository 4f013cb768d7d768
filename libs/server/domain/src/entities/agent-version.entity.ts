import { VERSION_SOURCES, type VersionSource } from '@nora/contracts';
import type { ResolvedSelection } from '@nora/runtime-contract';
import { Check, Column, CreateDateColumn, Entity, Index, ManyToOne, PrimaryColumn } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { Agent } from './agent.entity';
import { oneOf } from './check';

/** Everything that shapes a runtime; never holds a secret. */
export interface AgentSnapshot {
  name: string;
  selection: ResolvedSelection;
  resources: { vcpu: number; ramMb: number; diskGb: number | null };
}

/** An immutable version of an agent's shape. */
@Entity('agent_versions')
@Check('ck_agent_versions_source', oneOf('source', VERSION_SOURCES))
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

  @Column('text')
  source: VersionSource;

  @Column('text')
  message: string;

  @Column('uuid', { nullable: true })
  authorId: string | null;

  @Column('jsonb')
  snapshot: AgentSnapshot;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt: Date;
}
