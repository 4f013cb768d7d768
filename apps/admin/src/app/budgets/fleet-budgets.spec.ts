import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { LiveEvents } from '@nora/data-access';
import { Subject } from 'rxjs';

import { FleetBudgetsStore } from './fleet-budgets.store';

describe('FleetBudgetsStore', () => {
  it('asks for a budget on nobody in particular, as the API takes it', async () => {
    const live = { events: new Subject(), resync: new Subject() };
    TestBed.configureTestingModule({
      providers: [
        FleetBudgetsStore,
        provideHttpClient(),
        provideHttpClientTesting(),
        { provide: LiveEvents, useValue: live },
      ],
    });
    const facts = {
      name: 'All',
      unit: 'usd',
      amount: '5',
      period: 'day',
      thresholds: [],
      enabled: true,
    } as const;
    const made = TestBed.inject(FleetBudgetsStore).create({
      ...facts,
      thresholds: [],
      action: 'refuse',
      agentId: null,
    });
    const call = TestBed.inject(HttpTestingController).expectOne('/api/admin/budgets');
    expect(call.request.body).toEqual({ ...facts, thresholds: [], action: 'refuse' });
    call.flush({ id: 'budget-1' });
    await expect(made).resolves.toMatchObject({ id: 'budget-1' });
  });
});
