import {
  DEPLOYMENT_KINDS,
  DEPLOYMENT_STATUSES,
  type AgentStatus,
  type DeploymentKind,
  type DeploymentOptions,
  type DeploymentStatus,
  type DesiredState,
} from '@nora/contracts';
import { Check, Column, Entity, Index, ManyToOne } from 'typeorm';
import { AgentVersion } from './agent-version.entity';
import { Agent } from './agent.entity';
import { oneOf } from './check';
import { WorkRow } from './work-row';
import { Workspace } from './workspace.entity';

/** The part of an agent that a deployment changes the moment it is asked for. */
export interface AgentBefore {
  status: AgentStatus;
  statusReason: string | null;
  desiredState: DesiredState;
}

/** One attempt to bring an agent to a version and desired state. The row is its own outbox. */
@Entity('deployments')
@Check('ck_deployments_kind', oneOf('kind', DEPLOYMENT_KINDS))
@Check('ck_deployments_status', oneOf('status', DEPLOYMENT_STATUSES))
@Index('uq_deployments_agent_id_active', ['agentId'], {
  unique: true,
  where: `"status" IN ('queued', 'running')`,
})
@Index('ix_deployments_agent_id_id', ['agentId', 'id'])
@Index('ix_deployments_active', ['status', 'turn'], { where: `"status" IN ('queued', 'running')` })
@Index('ix_deployments_workspace_id_turn', ['workspaceId', 'turn'], {
  where: `"status" IN ('queued', 'running')`,
})
export class Deployment extends WorkRow {
  @Column('uuid')
  workspaceId: string;

  @ManyToOne(() => Workspace, { onDelete: 'RESTRICT' })
  workspace: Workspace;

  @Column('uuid')
  agentId: string;

  @ManyToOne(() => Agent, { onDelete: 'CASCADE' })
  agent: Agent;

  @Column('uuid')
  agentVersionId: string;

  @ManyToOne(() => AgentVersion, { onDelete: 'CASCADE' })
  agentVersion: AgentVersion;

  @Column('text')
  kind: DeploymentKind;

  @Column('text', { default: 'queued' })
  status: DeploymentStatus;

  /** The agent's generation this deployment made. */
  @Column('integer')
  generation: number;

  @Column('uuid', { nullable: true })
  requestedById: string | null;

  /** Correlation id of the request that asked for it. */
  @Column('text', { nullable: true })
  correlationId: string | null;

  /** Why the worker asked for it; null when a person did. */
  @Column('text', { nullable: true })
  reason: string | null;

  @Column('jsonb', { default: {} })
  options: DeploymentOptions;

  /** What the agent was when this was asked for, so that a deployment nobody took up can be called off. */
  @Column('jsonb', { nullable: true })
  before: AgentBefore | null;

  /** What the backend made the runtime from; written with the outcome. */
  @Column('text', { nullable: true })
  image: string | null;

  @Column('text', { nullable: true })
  errorCode: string | null;

  @Column('text', { nullable: true })
  errorDetail: string | null;

  /** Of a runtime that ended. */
  @Column('integer', { nullable: true })
  exitCode: number | null;

  /** Log tail or answer that shows the failure. */
  @Column('text', { nullable: true })
  evidence: string | null;

  /** What the operator can do, for a person. */
  @Column('text', { nullable: true })
  nextAction: string | null;
}
