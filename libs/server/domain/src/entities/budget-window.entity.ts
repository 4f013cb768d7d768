import { Column, Entity, ManyToOne, PrimaryColumn } from 'typeorm';
import { Budget } from './budget.entity';

/** One period of a budget, and what became of it. Amounts are in the budget's unit, decimal text. */
@Entity('budget_windows')
export class BudgetWindow {
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
}
