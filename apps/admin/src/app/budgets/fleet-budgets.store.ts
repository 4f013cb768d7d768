import { Injectable, inject } from '@angular/core';
import { AdminService, type CreateFleetBudgetDto } from '@nora/api-client';
import type { Budget, BudgetChanges, KeysetPage, NewBudget } from '@nora/data-access';
import { BudgetsStore } from '@nora/spending';
import { firstValueFrom } from 'rxjs';

const PAGE = 50;

/** Budgets on everything that the installation spends. */
@Injectable()
export class FleetBudgetsStore extends BudgetsStore {
  private readonly client = inject(AdminService);

  protected readPage(_of: string, cursor: string | undefined): Promise<KeysetPage<Budget>> {
    return firstValueFrom(this.client.listFleetBudgets({ limit: PAGE, cursor }));
  }

  protected make({ name, unit, amount, period, thresholds, action, enabled }: NewBudget): Promise<Budget> {
    // They are on no agent.
    const body: CreateFleetBudgetDto = { name, unit, amount, period, thresholds, action, enabled };
    return firstValueFrom(this.client.createFleetBudget({ body }));
  }

  protected alter(budgetId: string, body: BudgetChanges): Promise<Budget> {
    return firstValueFrom(this.client.changeFleetBudget({ budgetId, body }));
  }

  protected drop(budgetId: string): Promise<unknown> {
    return firstValueFrom(this.client.deleteFleetBudget({ budgetId }));
  }
}
