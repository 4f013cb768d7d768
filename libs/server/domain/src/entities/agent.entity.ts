import {
  AGENT_STATUSES,
  DESIRED_STATES,
  DRIFT_POLICIES,
  type AgentStatus,
  type DesiredState,
  type Drift,
  type DriftPolicy,
  type ModelProviderId,
} from '@nora/contracts';
import type { DeployTarget, RuntimeFamily, SandboxProfile } from '@nora/runtime-contract';
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
  /** What the backend made it from; null where that was not recorded. */
  image: string | null;
  /** Digest of its shape, as it was asked for; null where that was not recorded. */
  specHash: string | null;
  /** Times its backend had started it again by itself when it was last looked at. */
  restarts?: number;
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
@Check('ck_agents_drift_policy', oneOf('drift_policy', DRIFT_POLICIES))
@Index('ix_agents_reconcile', ['id'], { where: `"status" <> 'deleted'` })
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

  /** Kind of the provider that it is bound to; follows its row in `agent_models`. */
  @Column('text')
  provider: ModelProviderId;

  @Column('double precision')
  vcpu: number;

  /** Mebibytes. */
  @Column('integer')
  ramMb: number;

  /** Gibibytes; null for no limit. */
  @Column('integer', { nullable: true })
  diskGb: number | null;

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

  @Column('text', { default: 'heal' })
  driftPolicy: DriftPolicy;

  /** How the runtime differs from what was recorded; null when it does not. */
  @Column('jsonb', { nullable: true })
  drift: Drift[] | null;

  /** Since when it has storage of its own: storage that is gone since then is never made anew unasked. */
  @Column('timestamptz', { nullable: true })
  storageCreatedAt: Date | null;

  /** When the state of the agent it was duplicated from arrived. */
  @Column('timestamptz', { nullable: true })
  importedAt: Date | null;

  /** Of a deleted agent: since when its data is kept for a restoration. */
  @Column('timestamptz', { nullable: true })
  dataKeptAt: Date | null;

  /** Since when it has been given what its runtime does not know before it is redeployed; null when it knows all. */
  @Column('timestamptz', { nullable: true })
  redeployWantedAt: Date | null;

  @Column('uuid', { nullable: true })
  createdById: string | null;

  @ManyToOne(() => User, { onDelete: 'SET NULL', nullable: true })
  createdBy: User | null;
}
