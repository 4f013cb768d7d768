import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';

import { QueuesStore } from './queues.store';

const URL = '/api/admin/queues';
const queue = (name: string, failed: number) => ({
  name,
  counts: { waiting: 1, delayed: 2, active: 3, failed, completed: 4 },
});
const UNAVAILABLE = { code: 'service_unavailable', detail: 'Redis does not answer.' };

describe('QueuesStore', () => {
  let store: QueuesStore;
  let server: HttpTestingController;

  beforeEach(() => {
    TestBed.configureTestingModule({
      providers: [provideHttpClient(), provideHttpClientTesting(), QueuesStore],
    });
    store = TestBed.inject(QueuesStore);
    server = TestBed.inject(HttpTestingController);
  });
  afterEach(() => server.verify());

  async function load(body: object, status = 200): Promise<void> {
    const done = store.load();
    server.expectOne(URL).flush(body, { status, statusText: 'as told' });
    await done;
  }

  it('does not know the dead letters before it has counted', () => {
    expect(store.queues()).toBeNull();
    expect(store.deadLetters()).toBeNull();
  });

  it('adds up the dead letters of all queues', async () => {
    await load({ items: [queue('deployments', 2), queue('backups', 5)], nextCursor: null });
    expect(store.deadLetters()).toBe(7);
    expect(store.readAt()).not.toBeNull();
  });

  it('keeps the last counts while Redis is away, calls the dead letters unknown, and recovers', async () => {
    await load({ items: [queue('deployments', 2)], nextCursor: null });
    await load(UNAVAILABLE, 503);
    expect(store.problem()).toMatchObject({ code: 'service_unavailable', detail: 'Redis does not answer.' });
    expect(store.queues()).toHaveLength(1);
    expect(store.deadLetters()).toBeNull();
    await load({ items: [queue('deployments', 0)], nextCursor: null });
    expect(store.problem()).toBeNull();
    expect(store.deadLetters()).toBe(0);
  });
});
