import { Injectable } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { type Budget, LiveEvents, ProblemError } from '@nora/data-access';
import { Subject } from 'rxjs';

import { BudgetsStore } from './budgets.store';
import { sampleBudget } from './testing';

@Injectable()
class Sample extends BudgetsStore {
  readonly calls: string[] = [];
  budgets: Budget[] = [sampleBudget()];
  refuses: Error | null = null;

  protected readPage(of: string) {
    this.calls.push(`read ${of}`);
    return Promise.resolve({ items: this.budgets, nextCursor: null });
  }

  protected make() {
    return Promise.resolve(sampleBudget({ id: 'budget-2' }));
  }

  protected alter(id: string, body: object) {
    return this.refuses ? Promise.reject(this.refuses) : Promise.resolve(sampleBudget({ id, ...body }));
  }

  protected drop() {
    return this.refuses ? Promise.reject(this.refuses) : Promise.resolve();
  }
}

describe('BudgetsStore', () => {
  let events: Subject<object>;
  let store: Sample;

  beforeEach(async () => {
    events = new Subject();
    const live = { events, resync: new Subject() };
    TestBed.configureTestingModule({ providers: [Sample, { provide: LiveEvents, useValue: live }] });
    store = TestBed.inject(Sample);
    await store.show('workspace-1');
  });

  const spent = (part: object) => ({
    ...{ type: 'budget.spent', budgetId: 'budget-1', agentId: null, unit: 'usd', limit: '5.000000' },
    ...{ spent: '3.000000', reserved: '1.000000', ...part },
  });

  it('moves the level with the event, without asking again', () => {
    store.calls.length = 0;
    events.next(spent({}));
    expect(store.items()[0]?.window).toMatchObject({ spent: '3.000000', reserved: '1.000000' });
    events.next(spent({ budgetId: 'another', spent: '4.000000' }));
    expect(store.items()).toHaveLength(1);
    expect(store.calls).toEqual([]);
  });

  it('looks again when a budget was changed, and when one is used up', async () => {
    jest.useFakeTimers();
    store.calls.length = 0;
    events.next({ type: 'budget.changed', budgetId: 'budget-1' });
    events.next({ type: 'budget.exhausted', budgetId: 'budget-1' });
    await jest.advanceTimersByTimeAsync(1_000);
    expect(store.calls).toEqual(['read workspace-1']);
    jest.useRealTimers();
  });

  it('keeps what was not deleted or switched, and says why', async () => {
    const budget = sampleBudget();
    store.refuses = new ProblemError(403, { code: 'forbidden' }, null);
    expect(await store.delete(budget)).toBe(false);
    expect(await store.switch(budget, false)).toBe(false);
    expect([store.items().length, store.refusal()?.status, store.changing()]).toEqual([1, 403, null]);
    store.refuses = null;
    expect(await store.switch(budget, false)).toBe(true);
    expect([store.items()[0]?.enabled, store.refusal()]).toEqual([false, null]);
    expect(await store.delete(budget)).toBe(true);
    expect(store.items()).toEqual([]);
  });
});
