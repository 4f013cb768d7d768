import { Column, Entity, Index, ManyToOne } from 'typeorm';
import { BaseEntity } from './base.entity';
import { ModelProvider } from './model-provider.entity';
import { Workspace } from './workspace.entity';

/** What a workspace says a model costs; comes before the price list. USD for a million tokens, decimal text. */
@Entity('model_prices')
@Index('uq_model_prices_provider_id_model', ['providerId', 'model'], { unique: true })
@Index('ix_model_prices_workspace_id_id', ['workspaceId', 'id'])
export class ModelPrice extends BaseEntity {
  @Column('uuid')
  workspaceId: string;

  @ManyToOne(() => Workspace, { onDelete: 'CASCADE' })
  workspace: Workspace;

  @Column('uuid')
  providerId: string;

  @ManyToOne(() => ModelProvider, { onDelete: 'CASCADE' })
  provider: ModelProvider;

  @Column('text')
  model: string;

  @Column('numeric', { precision: 20, scale: 6 })
  inputPerMillion: string;

  @Column('numeric', { precision: 20, scale: 6 })
  outputPerMillion: string;

  /** Null: as the rest of the input. */
  @Column('numeric', { precision: 20, scale: 6, nullable: true })
  cachedInputPerMillion: string | null;
}
