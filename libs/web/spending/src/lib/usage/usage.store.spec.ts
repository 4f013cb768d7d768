import { TestBed } from '@angular/core/testing';
import { LiveEvents, ProblemError, type Usage } from '@nora/data-access';
import { Subject } from 'rxjs';

import { usageOf } from './testing';
import { UsageStore } from './usage.store';

interface Question {
  of: string;
  by?: string;
}

class Sample extends UsageStore<Question> {
  readonly answers = new Map<string, Promise<Usage>>();

  protected read({ of, by = '' }: Question): Promise<Usage> {
    return this.answers.get(of + by) ?? Promise.reject(new Error(of));
  }
}

describe('UsageStore', () => {
  let resync: Subject<void>;
  let store: Sample;

  beforeEach(() => {
    resync = new Subject();
    TestBed.configureTestingModule({ providers: [{ provide: LiveEvents, useValue: { resync } }] });
    store = TestBed.runInInjectionContext(() => new Sample());
  });

  const answer = (key: string, usage: Usage) => store.answers.set(key, Promise.resolve(usage));
  const turn = () => new Promise((resolve) => setTimeout(resolve));

  it('shows what was asked for last, whichever answer comes last', async () => {
    const [early, late] = [usageOf({ early: {} }), usageOf({ late: {} })];
    let give = (_: Usage): void => undefined;
    store.answers.set('early', new Promise((resolve) => (give = resolve)));
    answer('late', late);
    const first = store.show({ of: 'early' });
    await store.show({ of: 'late' });
    give(early);
    await first;
    expect(store.usage()).toBe(late);
  });

  it('keeps what is shown until the same usage is there otherwise grouped, but not that of somebody else', async () => {
    const usage = usageOf({});
    answer('a', usage);
    await store.show({ of: 'a' });
    store.answers.set('aby', new Promise(() => undefined));
    void store.show({ of: 'a', by: 'by' });
    expect(store.usage()).toBe(usage);
    void store.show({ of: 'b' });
    expect(store.usage()).toBeNull();
  });

  it('says why there is no answer, keeps what is shown, and forgets the fault with the next answer', async () => {
    const usage = usageOf({});
    answer('a', usage);
    await store.show({ of: 'a' });
    store.answers.set('a', Promise.reject(new ProblemError(503, { code: 'service_unavailable' }, null)));
    await store.refresh();
    expect([store.problem()?.status, store.usage()]).toEqual([503, usage]);
    answer('a', usage);
    await store.refresh();
    expect(store.problem()).toBeNull();
  });

  it('reads again what may have been missed', async () => {
    answer('a', usageOf({}));
    await store.show({ of: 'a' });
    const later = usageOf({ later: {} });
    answer('a', later);
    resync.next();
    await turn();
    expect(store.usage()).toBe(later);
  });
});
