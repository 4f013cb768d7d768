import { provideHttpClient } from '@angular/common/http';
import {
  HttpTestingController,
  type TestRequest,
  provideHttpClientTesting,
} from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';

import { QueueJobsStore } from './queue-jobs.store';

const FAILED = { queue: 'deployments', state: 'failed' } as const;
const DELAYED = { queue: 'backups', state: 'delayed' } as const;
const page = (ids: string[], nextCursor: string | null = null) => ({
  items: ids.map((id) => ({ id })),
  nextCursor,
});
const settle = () => new Promise((resolve) => setTimeout(resolve));

describe('QueueJobsStore', () => {
  let store: QueueJobsStore;
  let server: HttpTestingController;

  beforeEach(() => {
    TestBed.configureTestingModule({
      providers: [provideHttpClient(), provideHttpClientTesting(), QueueJobsStore],
    });
    store = TestBed.inject(QueueJobsStore);
    server = TestBed.inject(HttpTestingController);
  });
  afterEach(() => server.verify());

  const ids = () => store.items().map(({ id }) => id);
  const request = (cursor: string | null): TestRequest =>
    server.expectOne(({ params }) => params.get('cursor') === cursor);

  async function answer(cursor: string | null, body: object): Promise<void> {
    request(cursor).flush(body);
    await settle();
  }

  it('asks for one queue and state', () => {
    void store.show(DELAYED);
    expect(store.loaded()).toBe(false);
    const { request: asked } = server.expectOne((call) => call.url === '/api/admin/queues/backups/jobs');
    expect(asked.params.get('state')).toBe('delayed');
  });

  it('adds pages, and shows no job twice that moved to the next one meanwhile', async () => {
    void store.show(FAILED);
    await answer(null, page(['a', 'b'], 'after-b'));
    expect(store.more()).toBe(true);
    void store.showMore();
    await answer('after-b', page(['b', 'c']));
    expect(ids()).toEqual(['a', 'b', 'c']);
    expect(store.more()).toBe(false);
    await store.showMore();
  });

  it('reads as many pages again as are shown', async () => {
    void store.show(FAILED);
    await answer(null, page(['a'], 'after-a'));
    void store.showMore();
    await answer('after-a', page(['b'], 'after-b'));
    void store.refresh();
    await answer(null, page(['b'], 'after-b'));
    await answer('after-b', page(['c'], 'after-c'));
    expect(ids()).toEqual(['b', 'c']);
  });

  it('ignores the answer for a queue that is not looked at any more', async () => {
    void store.show(FAILED);
    const late = request(null);
    void store.show(DELAYED);
    await answer(null, page(['new']));
    late.flush(page(['old']));
    await settle();
    expect(ids()).toEqual(['new']);
  });

  it('keeps what is shown when it cannot be read again, and says why', async () => {
    void store.show(FAILED);
    await answer(null, page(['a']));
    void store.refresh();
    request(null).flush({ code: 'service_unavailable' }, { status: 503, statusText: 'away' });
    await settle();
    expect(ids()).toEqual(['a']);
    expect(store.problem()?.code).toBe('service_unavailable');
    void store.refresh();
    await answer(null, page([]));
    expect(store.problem()).toBeNull();
    expect(store.loaded()).toBe(true);
  });
});
