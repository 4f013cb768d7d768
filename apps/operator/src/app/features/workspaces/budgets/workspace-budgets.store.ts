import { Injectable, inject } from '@angular/core';
import { BudgetsService } from '@nora/api-client';
import type { Budget, BudgetChanges, KeysetPage, NewBudget } from '@nora/data-access';
import { BudgetsStore } from '@nora/spending';
import { firstValueFrom } from 'rxjs';

const PAGE = 50;

/** Budgets of a workspace and its agents. */
@Injectable()
export class WorkspaceBudgetsStore extends BudgetsStore {
  private readonly client = inject(BudgetsService);

  protected readPage(workspaceId: string, cursor: string | undefined): Promise<KeysetPage<Budget>> {
    return firstValueFrom(this.client.listBudgets({ workspaceId, limit: PAGE, cursor }));
  }

  protected make(body: NewBudget): Promise<Budget> {
    return firstValueFrom(this.client.createBudget({ workspaceId: this.of, body }));
  }

  protected alter(budgetId: string, body: BudgetChanges): Promise<Budget> {
    return firstValueFrom(this.client.changeBudget({ workspaceId: this.of, budgetId, body }));
  }

  protected drop(budgetId: string): Promise<unknown> {
    return firstValueFrom(this.client.deleteBudget({ workspaceId: this.of, budgetId }));
  }
}
