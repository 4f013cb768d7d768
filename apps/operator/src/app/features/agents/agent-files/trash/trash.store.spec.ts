import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import type { TrashEntry } from '@nora/data-access';

import { TrashStore } from './trash.store';

const TRASH = '/api/agents/agent-1/files/trash';
const entry = (id: string): TrashEntry => ({
  ...{ id, root: 'workspace', path: `notes/${id}`, type: 'file', sizeBytes: 3 },
  ...{ deletedAt: '2026-03-01T11:00:00.000Z', expiresAt: '2026-03-08T11:00:00.000Z' },
});

describe('TrashStore', () => {
  let store: TrashStore;
  let server: HttpTestingController;

  beforeEach(async () => {
    TestBed.configureTestingModule({
      providers: [TrashStore, provideHttpClient(), provideHttpClientTesting()],
    });
    store = TestBed.inject(TrashStore);
    server = TestBed.inject(HttpTestingController);
    const opened = store.open('agent-1');
    server.expectOne(`${TRASH}?limit=100`).flush({ items: [entry('a'), entry('b')], nextCursor: null });
    await opened;
  });
  afterEach(() => server.verify());

  const ids = () => store.items().map(({ id }) => id);

  it('takes out of the list what is back where it was, and what is gone for good', async () => {
    const restored = store.restore(entry('a'));
    expect([...store.changing()]).toEqual(['a']);
    server.expectOne({ method: 'POST', url: `${TRASH}/a/restore` }).flush({});
    expect(await restored).toBe(true);
    expect(ids()).toEqual(['b']);
    const purged = store.purge(entry('b'));
    server.expectOne({ method: 'DELETE', url: `${TRASH}/b` }).flush(null);
    expect(await purged).toBe(true);
    expect(ids()).toEqual([]);
    expect([...store.changing()]).toEqual([]);
  });

  it('keeps what could not be put back, and says why', async () => {
    const restored = store.restore(entry('a'));
    server
      .expectOne(`${TRASH}/a/restore`)
      .flush({ code: 'path_exists', detail: 'In the way.' }, { status: 409, statusText: 'No' });
    expect(await restored).toBe(false);
    expect(ids()).toEqual(['a', 'b']);
    expect(store.refusal()?.detail).toBe('In the way.');
    expect([...store.changing()]).toEqual([]);
  });
});
