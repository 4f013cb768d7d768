import {
  BUDGET_ACTIONS,
  BUDGET_PERIODS,
  BUDGET_UNITS,
  type BudgetAction,
  type BudgetPeriod,
  type BudgetUnit,
} from '@nora/contracts';
import { Check, Column, Entity, Index, ManyToOne } from 'typeorm';
import { Agent } from './agent.entity';
import { BaseEntity } from './base.entity';
import { oneOf } from './check';
import { User } from './user.entity';
import { Workspace } from './workspace.entity';

/** How much models may be used: by one agent, a workspace, or the installation. */
@Entity('budgets')
@Check('ck_budgets_unit', oneOf('unit', BUDGET_UNITS))
@Check('ck_budgets_period', oneOf('period', BUDGET_PERIODS))
@Check('ck_budgets_action', oneOf('action', BUDGET_ACTIONS))
@Check('ck_budgets_amount', `"amount" > 0`)
@Check('ck_budgets_of', `"agent_id" IS NULL OR "workspace_id" IS NOT NULL`)
@Index('ix_budgets_workspace_id_id', ['workspaceId', 'id'])
@Index('ix_budgets_agent_id', ['agentId'], { where: '"agent_id" IS NOT NULL' })
export class Budget extends BaseEntity {
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
  name: string;

  @Column('text')
  unit: BudgetUnit;

  /** The limit: USD, or tokens in and out together. Decimal text. */
  @Column('numeric', { precision: 20, scale: 6 })
  amount: string;

  @Column('text')
  period: BudgetPeriod;

  /** Percentages of the limit at which somebody is told, ascending, below 100. */
  @Column('smallint', { array: true, default: [80] })
  thresholds: number[];

  @Column('text', { default: 'refuse' })
  action: BudgetAction;

  @Column('boolean', { default: true })
  enabled: boolean;

  @Column('uuid', { nullable: true })
  createdById: string | null;

  @ManyToOne(() => User, { onDelete: 'SET NULL', nullable: true })
  createdBy: User | null;
}
