import { TestBed } from '@angular/core/testing';
import { LiveEvents, ProblemError } from '@nora/data-access';
import { Subject } from 'rxjs';

import { ModelStopsStore } from './model-stops.store';
import { sampleStop } from './testing';

class Sample extends ModelStopsStore {
  readonly calls: string[] = [];
  stopsOf: Record<string, ReturnType<typeof sampleStop>[]> = {};
  refuses: Error | null = null;

  protected read(of: string) {
    this.calls.push(`read ${of}`);
    return Promise.resolve(this.stopsOf[of] ?? []);
  }

  protected put(of: string, reason: string | undefined) {
    return Promise.resolve((this.stopsOf[of] = [sampleStop({ reason: reason ?? '' })]));
  }

  protected lift(of: string) {
    if (this.refuses) return Promise.reject(this.refuses);
    return Promise.resolve((this.stopsOf[of] = []));
  }
}

describe('ModelStopsStore', () => {
  let events: Subject<{ type: string }>;
  let store: Sample;

  beforeEach(async () => {
    events = new Subject();
    const live = { events, resync: new Subject() };
    TestBed.configureTestingModule({ providers: [{ provide: LiveEvents, useValue: live }] });
    store = TestBed.runInInjectionContext(() => new Sample());
    await store.show('a');
  });

  it('shows the stop once it is made, and none once it is lifted', async () => {
    await store.stop('runs wild');
    expect(store.stops()?.map(({ reason }) => reason)).toEqual(['runs wild']);
    expect(await store.resume()).toBe(true);
    expect(store.stops()).toEqual([]);
  });

  it('says why the models could not be let run again, and keeps showing what keeps them', async () => {
    await store.stop(undefined);
    store.refuses = new ProblemError(403, { code: 'forbidden' }, null);
    expect(await store.resume()).toBe(false);
    expect([store.problem()?.status, store.stops()?.length, store.resuming()]).toEqual([403, 1, false]);
  });

  it('looks again when models were stopped or let run, and at nothing else', async () => {
    jest.useFakeTimers();
    store.calls.length = 0;
    events.next({ type: 'budget.spent' });
    await jest.advanceTimersByTimeAsync(1_000);
    expect(store.calls).toEqual([]);
    events.next({ type: 'models.stopped' });
    events.next({ type: 'models.resumed' });
    await jest.advanceTimersByTimeAsync(1_000);
    expect(store.calls).toEqual(['read a']);
    jest.useRealTimers();
  });
});
