import { Column, Entity, Generated, Index, ManyToOne, PrimaryColumn } from 'typeorm';
import { Budget } from './budget.entity';

/** One period of a budget, and what became of it. Amounts are in the budget's unit, decimal text. */
@Entity('budget_windows')
@Index('ix_budget_windows_untold', ['budgetId'], { where: '"untold"' })
export class BudgetWindow {
  /** Names it for what is set aside: one that is made anew for the same time is another. */
  @Column('uuid')
  @Generated('uuid')
  @Index('uq_budget_windows_id', { unique: true })
  id: string;

  @PrimaryColumn('uuid')
  budgetId: string;

  @ManyToOne(() => Budget, { onDelete: 'CASCADE' })
  budget: Budget;

  @PrimaryColumn('timestamptz')
  startsAt: Date;

  /** Null for a budget that never begins anew. */
  @Column('timestamptz', { nullable: true })
  endsAt: Date | null;

  /** By calls that are over. */
  @Column('numeric', { precision: 20, scale: 6, default: 0 })
  spent: string;

  /** Set aside for calls that are not. */
  @Column('numeric', { precision: 20, scale: 6, default: 0 })
  reserved: string;

  /** The highest threshold that was told of, in percent; 100 when the limit was. */
  @Column('smallint', { default: 0 })
  told: number;

  /** Whether something was spent or set aside since readers were told. */
  @Column('boolean', { default: false })
  untold: boolean;

  /** When readers were last told what is spent. */
  @Column('timestamptz', { nullable: true })
  spentToldAt: Date | null;
}
