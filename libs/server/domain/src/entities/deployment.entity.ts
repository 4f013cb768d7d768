import {
  DEPLOYMENT_KINDS,
  DEPLOYMENT_STATUSES,
  type DeploymentKind,
  type DeploymentStatus,
} from '@nora/contracts';
import { Check, Column, Entity, Index, ManyToOne } from 'typeorm';
import { AgentVersion } from './agent-version.entity';
import { Agent } from './agent.entity';
import { BaseEntity } from './base.entity';
import { oneOf } from './check';
import { Workspace } from './workspace.entity';

/** One attempt to bring an agent to a version and desired state. The row is its own outbox. */
@Entity('deployments')
@Check('ck_deployments_kind', oneOf('kind', DEPLOYMENT_KINDS))
@Check('ck_deployments_status', oneOf('status', DEPLOYMENT_STATUSES))
@Index('uq_deployments_agent_id_active', ['agentId'], {
  unique: true,
  where: `"status" IN ('queued', 'running')`,
})
@Index('ix_deployments_agent_id_id', ['agentId', 'id'])
@Index('ix_deployments_active', ['status', 'leaseUntil'], { where: `"status" IN ('queued', 'running')` })
export class Deployment extends BaseEntity {
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

  /** Held by the worker that carries it out. */
  @Column('uuid', { nullable: true })
  claimToken: string | null;

  @Column('timestamptz', { nullable: true })
  leaseUntil: Date | null;

  /** Times a worker took it up. */
  @Column('integer', { default: 0 })
  attempts: number;

  /** Not to be taken up again before this. */
  @Column('timestamptz', { nullable: true })
  notBefore: Date | null;

  @Column('timestamptz', { nullable: true })
  startedAt: Date | null;

  @Column('timestamptz', { nullable: true })
  finishedAt: Date | null;

  @Column('text', { nullable: true })
  errorCode: string | null;

  @Column('text', { nullable: true })
  errorDetail: string | null;

  /** Log tail or answer that shows the failure. */
  @Column('text', { nullable: true })
  evidence: string | null;

  /** What the operator can do, for a person. */
  @Column('text', { nullable: true })
  nextAction: string | null;
}
