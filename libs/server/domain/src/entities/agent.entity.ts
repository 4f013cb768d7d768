import { AGENT_STATUSES, DESIRED_STATES, type AgentStatus, type DesiredState } from '@nora/contracts';
import type { DeployTarget, ProviderId, RuntimeFamily, SandboxProfile } from '@nora/runtime-contract';
import { Check, Column, Entity, Index, ManyToOne } from 'typeorm';
import { BaseEntity } from './base.entity';
import { oneOf } from './check';
import { User } from './user.entity';
import { Workspace } from './workspace.entity';

/** Where the ports of a runtime can be reached from Nora's own processes. */
export interface AgentEndpoints {
  gateway: { host: string; port: number };
  sidecar: { host: string; port: number };
}

/** What Nora recorded of the runtime that serves an agent. */
export interface AgentRuntime {
  /** The backend's own name of it. */
  handleId: string;
  /** Version of the runtime family. */
  version: string;
  /** ISO 8601. */
  startedAt: string | null;
}

/** An agent: what it should be, and what was last seen of it. */
@Entity('agents')
@Check('ck_agents_desired_state', oneOf('desired_state', DESIRED_STATES))
@Check('ck_agents_status', oneOf('status', AGENT_STATUSES))
@Index('uq_agents_workspace_id_slug', ['workspaceId', 'slug'], {
  unique: true,
  where: `"status" <> 'deleted'`,
})
@Index('ix_agents_workspace_id_id', ['workspaceId', 'id'])
@Index('ix_agents_reconcile', ['id'], { where: `"status" IN ('running', 'warning')` })
export class Agent extends BaseEntity {
  @Column('uuid')
  workspaceId: string;

  @ManyToOne(() => Workspace, { onDelete: 'RESTRICT' })
  workspace: Workspace;

  @Column('text')
  name: string;

  @Column('text')
  slug: string;

  @Column('text')
  runtimeFamily: RuntimeFamily;

  @Column('text')
  deployTarget: DeployTarget;

  @Column('text')
  sandboxProfile: SandboxProfile;

  @Column('text')
  provider: ProviderId;

  @Column('double precision')
  vcpu: number;

  /** Mebibytes. */
  @Column('integer')
  ramMb: number;

  /** Gibibytes. */
  @Column('integer')
  diskGb: number;

  @Column('text')
  desiredState: DesiredState;

  @Column('text')
  status: AgentStatus;

  @Column('text', { nullable: true })
  statusReason: string | null;

  /** Grows with every deployment; a worker that holds an older one may write nothing. */
  @Column('integer', { default: 0 })
  generation: number;

  @Column('uuid', { nullable: true })
  currentVersionId: string | null;

  @Column('jsonb', { nullable: true })
  endpoints: AgentEndpoints | null;

  @Column('jsonb', { nullable: true })
  runtime: AgentRuntime | null;

  @Column('uuid', { nullable: true })
  createdById: string | null;

  @ManyToOne(() => User, { onDelete: 'SET NULL', nullable: true })
  createdBy: User | null;
}
