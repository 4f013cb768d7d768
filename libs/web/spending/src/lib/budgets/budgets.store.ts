import { DOCUMENT, Injectable, inject, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import {
  type Budget,
  type BudgetChanges,
  KeysetList,
  type KeysetPage,
  type LiveEvent,
  LiveEvents,
  type NewBudget,
  type UserProblem,
  toUserProblem,
  whileVisible,
} from '@nora/data-access';
import { auditTime, filter, merge, skip } from 'rxjs';

const SETTLE_MS = 300;
/** Periods end, and forecasts move, without anybody telling; of budgets of the installation nobody is told at all. */
const LOOK_AGAIN_MS = 10_000;

type SpentEvent = Extract<LiveEvent, { type: 'budget.spent' }>;

/**
 * Budgets of a workspace or of the installation, kept true by the event stream. Each page derives its own, which
 * is the one that asks the API.
 */
@Injectable()
export abstract class BudgetsStore {
  private readonly pages = new KeysetList<string, Budget>(
    (of, cursor) => this.readPage(of, cursor),
    ({ id }) => id,
  );
  private readonly busy = signal<string | null>(null);
  private readonly fault = signal<UserProblem | null>(null);
  /** Id of the workspace; empty for the installation. */
  protected of = '';

  readonly items = this.pages.items;
  readonly more = this.pages.more;
  readonly loaded = this.pages.loaded;
  readonly loading = this.pages.loading;
  /** Why the budgets could not be read. */
  readonly problem = this.pages.problem;
  /** Id of the budget that something is done with. */
  readonly changing = this.busy.asReadonly();
  /** Why the last act was refused. */
  readonly refusal = this.fault.asReadonly();

  constructor() {
    const live = inject(LiveEvents);
    live.events.pipe(filter(isSpent), takeUntilDestroyed()).subscribe((event) => this.take(event));
    const others = live.events.pipe(filter((event) => concernsBudgets(event) && !isSpent(event)));
    const again = whileVisible(inject(DOCUMENT), LOOK_AGAIN_MS).pipe(skip(1));
    merge(others, live.resync, again)
      .pipe(auditTime(SETTLE_MS), takeUntilDestroyed())
      .subscribe(() => void this.refresh());
  }

  protected abstract readPage(of: string, cursor: string | undefined): Promise<KeysetPage<Budget>>;
  protected abstract make(body: NewBudget): Promise<Budget>;
  protected abstract alter(budgetId: string, body: BudgetChanges): Promise<Budget>;
  protected abstract drop(budgetId: string): Promise<unknown>;

  /** @param of id of a workspace; empty for the installation */
  show(of: string): Promise<void> {
    this.of = of;
    this.fault.set(null);
    return this.pages.show(of);
  }

  refresh(): Promise<void> {
    return this.pages.refresh();
  }

  showMore(): Promise<void> {
    return this.pages.showMore();
  }

  /** Throws what the client throws. */
  async create(body: NewBudget): Promise<Budget> {
    const made = await this.make(body);
    await this.pages.refresh();
    return made;
  }

  /** Throws what the client throws. */
  async change({ id }: Budget, body: BudgetChanges): Promise<Budget> {
    const changed = await this.alter(id, body);
    this.pages.put(changed);
    return changed;
  }

  switch(budget: Budget, enabled: boolean): Promise<boolean> {
    return this.attempt(budget.id, () => this.change(budget, { enabled }));
  }

  /** True when it is gone. */
  delete({ id }: Budget): Promise<boolean> {
    return this.attempt(id, async () => {
      await this.drop(id);
      this.pages.remove(id);
    });
  }

  private take({ budgetId, limit, spent, reserved }: SpentEvent): void {
    const budget = this.items().find(({ id }) => id === budgetId);
    if (!budget) return;
    this.pages.put({ ...budget, amount: limit, window: { ...budget.window, spent, reserved } });
  }

  private async attempt(budgetId: string, act: () => Promise<unknown>): Promise<boolean> {
    this.fault.set(null);
    this.busy.set(budgetId);
    try {
      await act();
      return true;
    } catch (error) {
      this.fault.set(toUserProblem(error));
      return false;
    } finally {
      this.busy.set(null);
    }
  }
}

function isSpent(event: LiveEvent): event is SpentEvent {
  return event.type === 'budget.spent';
}

function concernsBudgets({ type }: LiveEvent): boolean {
  return type.startsWith('budget.');
}
