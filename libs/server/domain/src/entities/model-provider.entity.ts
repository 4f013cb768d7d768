import { MODEL_PROVIDER_KIND_IDS, type ModelProviderKind } from '@nora/contracts';
import { Check, Column, Entity, Index, ManyToOne } from 'typeorm';
import { Sealed } from '../secrets/sealed-columns';
import { BaseEntity } from './base.entity';
import { oneOf } from './check';
import { User } from './user.entity';
import { Workspace } from './workspace.entity';

/** Somebody who runs models, as a workspace has set it up. The built-in demo is not one of them. */
@Entity('model_providers')
@Check('ck_model_providers_kind', oneOf('kind', MODEL_PROVIDER_KIND_IDS))
@Index('uq_model_providers_workspace_id_name', ['workspaceId', 'name'], { unique: true })
@Index('uq_model_providers_default', ['workspaceId'], { unique: true, where: '"is_default"' })
@Index('ix_model_providers_workspace_id_id', ['workspaceId', 'id'])
export class ModelProvider extends BaseEntity {
  @Column('uuid')
  workspaceId: string;

  @ManyToOne(() => Workspace, { onDelete: 'RESTRICT' })
  workspace: Workspace;

  @Column('text')
  name: string;

  @Column('text')
  kind: ModelProviderKind;

  /** Null for that of its kind. */
  @Column('text', { nullable: true })
  baseUrl: string | null;

  /** Null where the provider asks for none. */
  @Sealed({ nullable: true })
  apiKey: string | null;

  /** What of the key may be shown, e.g. `sk-…9f2c`; null where there is no key. */
  @Column('text', { nullable: true })
  keyHint: string | null;

  @Column('timestamptz', { nullable: true })
  keyChangedAt: Date | null;

  /** Calls are refused while it is false. */
  @Column('boolean', { default: true })
  enabled: boolean;

  /** Taken for new agents that name none. */
  @Column('boolean', { default: false })
  isDefault: boolean;

  /** The model that agents get which name none. */
  @Column('text')
  defaultModel: string;

  @Column('timestamptz', { nullable: true })
  testedAt: Date | null;

  /** Null when the last test succeeded. */
  @Column('text', { nullable: true })
  testFault: string | null;

  @Column('uuid', { nullable: true })
  createdById: string | null;

  @ManyToOne(() => User, { onDelete: 'SET NULL', nullable: true })
  createdBy: User | null;
}
