import {
  MODEL_STOP_KINDS,
  MODEL_STOP_SCOPES,
  type ModelStopKind,
  type ModelStopScope,
} from '@nora/contracts';
import { Check, Column, Entity, Index, ManyToOne } from 'typeorm';
import { Agent } from './agent.entity';
import { BaseEntity } from './base.entity';
import { oneOf } from './check';
import { User } from './user.entity';
import { Workspace } from './workspace.entity';

/** While it is there, and its time has not come, no model is called by those it is for. */
@Entity('model_stops')
@Check('ck_model_stops_scope', oneOf('scope', MODEL_STOP_SCOPES))
@Check('ck_model_stops_kind', oneOf('kind', MODEL_STOP_KINDS))
@Check(
  'ck_model_stops_of',
  `("scope" = 'installation') = ("workspace_id" IS NULL) AND ("scope" = 'agent') = ("agent_id" IS NOT NULL)`,
)
@Index('uq_model_stops_agent_id_kind', ['agentId', 'kind'], { unique: true, where: `"scope" = 'agent'` })
@Index('uq_model_stops_workspace_id_kind', ['workspaceId', 'kind'], {
  unique: true,
  where: `"scope" = 'workspace'`,
})
@Index('uq_model_stops_installation_kind', ['kind'], { unique: true, where: `"scope" = 'installation'` })
export class ModelStop extends BaseEntity {
  @Column('text')
  scope: ModelStopScope;

  /** Null for the installation. */
  @Column('uuid', { nullable: true })
  workspaceId: string | null;

  @ManyToOne(() => Workspace, { onDelete: 'CASCADE', nullable: true })
  workspace: Workspace | null;

  /** Null unless it is for one agent. */
  @Column('uuid', { nullable: true })
  agentId: string | null;

  @ManyToOne(() => Agent, { onDelete: 'CASCADE', nullable: true })
  agent: Agent | null;

  @Column('text')
  kind: ModelStopKind;

  /** For a person. */
  @Column('text')
  reason: string;

  /** When it ends by itself; null for one that somebody has to lift. */
  @Column('timestamptz', { nullable: true })
  until: Date | null;

  @Column('uuid', { nullable: true })
  createdById: string | null;

  @ManyToOne(() => User, { onDelete: 'SET NULL', nullable: true })
  createdBy: User | null;
}
