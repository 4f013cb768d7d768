import { TestBed } from '@angular/core/testing';
import { MatDialog } from '@angular/material/dialog';
import type { Budget } from '@nora/data-access';
import { provideNoraIcons, writeLike } from '@nora/ui';
import { of } from 'rxjs';

import { BudgetsSection } from './budgets-section';
import { sampleBudget } from './testing';

describe('BudgetsSection', () => {
  beforeEach(() => writeLike('en-US'));
  afterEach(() => writeLike(null));

  let answer: unknown;
  const acts = { delete: jest.fn(() => Promise.resolve(true)), switch: jest.fn(() => Promise.resolve(true)) };

  function show(items: readonly Budget[], mayManage = true): HTMLElement {
    const store = {
      ...{ items: () => items, loaded: () => true, loading: () => false, more: () => false },
      ...{ problem: () => null, refusal: () => null, changing: () => null, ...acts },
    };
    const dialog = { open: () => ({ afterClosed: () => of(answer) }) };
    TestBed.configureTestingModule({
      providers: [provideNoraIcons(), { provide: MatDialog, useValue: dialog }],
    });
    const fixture = TestBed.createComponent(BudgetsSection);
    fixture.componentRef.setInput('store', store);
    fixture.componentRef.setInput('mayManage', mayManage);
    fixture.componentRef.setInput('whole', 'The whole workspace');
    fixture.detectChanges();
    return fixture.nativeElement as HTMLElement;
  }

  const textOf = (element: HTMLElement) => element.textContent.replace(/\s+/g, ' ');
  const forecast = (reachedAt: string | null) => ({
    ...{ reachedAt, basis: { since: '2026-05-06T10:00:00.000Z', spent: '1.000000' } },
  });
  const soon = () => new Date(Date.now() + 42 * 60_000 + 5_000).toISOString();

  it('says how much is spent and set aside, and when the limit is reached at this rate', () => {
    const element = show([sampleBudget({ forecast: forecast(soon()) })]);
    expect(textOf(element)).toContain('$1.00 of $5.00 each day');
    expect(textOf(element)).toContain('$0.50 set aside for calls under way');
    expect(textOf(element)).toContain('at this rate the limit is reached in 42 min');
    const meter = element.querySelector('[role=meter]');
    expect([meter?.getAttribute('aria-valuenow'), meter?.getAttribute('aria-label')]).toEqual([
      '20',
      'Daily',
    ]);
  });

  it('says that a budget lasts, and foretells nothing of one that is off or never begins anew', () => {
    expect(textOf(show([sampleBudget({ forecast: forecast(null) })]))).toContain('it lasts until then');
    TestBed.resetTestingModule();
    expect(textOf(show([sampleBudget({ enabled: false, forecast: forecast(soon()) })]))).not.toContain(
      'rate',
    );
    TestBed.resetTestingModule();
    const { window } = sampleBudget();
    const endless = sampleBudget({ period: 'total', window: { ...window, endsAt: null } });
    expect(textOf(show([{ ...endless, forecast: forecast(null) }]))).not.toContain('rate');
  });

  it('shows those who may not manage budgets how they stand, and no control', () => {
    expect(show([sampleBudget()], false).querySelectorAll('button')).toHaveLength(0);
    TestBed.resetTestingModule();
    const empty = show([], false);
    expect([textOf(empty).includes('No budgets'), empty.querySelector('button')]).toEqual([true, null]);
  });

  it('deletes a budget only once its name was written', async () => {
    const budget = sampleBudget();
    const element = show([budget]);
    const remove = async () => {
      element.querySelector<HTMLButtonElement>('[aria-label="Delete Daily"]')?.click();
      await new Promise((resolve) => setTimeout(resolve));
    };
    answer = undefined;
    await remove();
    expect(acts.delete).not.toHaveBeenCalled();
    answer = { confirmed: true };
    await remove();
    expect(acts.delete).toHaveBeenCalledWith(budget);
  });
});
