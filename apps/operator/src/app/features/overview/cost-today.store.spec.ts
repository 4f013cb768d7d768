import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { LiveEvents, WorkspacesStore } from '@nora/data-access';
import { Subject } from 'rxjs';

import { sampleWorkspace } from '../../../testing/samples';
import { CostToday } from './cost-today.store';

describe('CostToday', () => {
  const current = signal(sampleWorkspace({ id: 'one' }));
  let server: HttpTestingController;
  let store: CostToday;

  beforeEach(() => {
    current.set(sampleWorkspace({ id: 'one' }));
    TestBed.configureTestingModule({
      providers: [
        CostToday,
        provideHttpClient(),
        provideHttpClientTesting(),
        { provide: WorkspacesStore, useValue: { current } },
        { provide: LiveEvents, useValue: { resync: new Subject() } },
      ],
    });
    server = TestBed.inject(HttpTestingController);
    store = TestBed.inject(CostToday);
    TestBed.tick();
  });

  const asked = (of: string) => server.expectOne(({ url }) => url === `/api/workspaces/${of}/usage`);
  const turn = () => new Promise((resolve) => setTimeout(resolve));
  const [yesterday, today] = ['2026-05-05T00:00:00.000Z', '2026-05-06T00:00:00.000Z'];
  const point = (at: string, costUsd: string) => ({ at, costUsd, calls: 2, unpriced: 0 });
  const usage = (...points: object[]) => ({ steps: [yesterday, today], series: [{ points }] });

  it('is of today only, when the day has just begun too', async () => {
    asked('one').flush(usage(point(yesterday, '9.000000'), point(today, '1.000000')));
    await turn();
    expect(store.used()?.costUsd).toBe('1.000000');
  });

  it('is nothing, which is known, on a day without calls', async () => {
    asked('one').flush(usage());
    await turn();
    expect(store.used()).toMatchObject({ calls: 0, costUsd: '0.000000' });
  });

  it('is not known of another workspace until its answer is there, whichever comes last', async () => {
    const first = asked('one');
    current.set(sampleWorkspace({ id: 'two' }));
    TestBed.tick();
    const second = asked('two');
    first.flush(usage(point(today, '5.000000')));
    await turn();
    expect(store.used()).toBeNull();
    second.flush(usage(point(today, '2.000000')));
    await turn();
    expect(store.used()?.costUsd).toBe('2.000000');
  });
});
