import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';

import { VerificationStore } from './verification.store';

const VERIFY = '/api/admin/audit/verify';
const GOOD = {
  ...{ ok: true, checked: 3, firstSequence: '1', lastSequence: '3', unchained: 0, checkpoints: 1 },
  ...{ fault: null, keyId: 'key-1' },
};

describe('VerificationStore', () => {
  let store: VerificationStore;
  let server: HttpTestingController;

  beforeEach(() => {
    TestBed.configureTestingModule({
      providers: [provideHttpClient(), provideHttpClientTesting(), VerificationStore],
    });
    store = TestBed.inject(VerificationStore);
    server = TestBed.inject(HttpTestingController);
  });
  afterEach(() => server.verify());

  it('verifies once at a time, and forgets what the last time found', async () => {
    const first = store.verify();
    expect(store.startedAt()).not.toBeNull();
    expect(await store.verify()).toBe(false);
    server.expectOne(VERIFY).flush(GOOD);
    expect(await first).toBe(true);
    expect([store.result()?.checked, store.startedAt()]).toEqual([3, null]);
    const second = store.verify();
    expect(store.result()).toBeNull();
    server.expectOne(VERIFY).flush({ code: 'service_unavailable' }, { status: 503, statusText: 'told' });
    expect(await second).toBe(false);
    expect([store.result(), store.problem()?.code]).toEqual([null, 'service_unavailable']);
  });

  it('ends the request when it is stopped, so that the server stops too', async () => {
    const verifying = store.verify();
    const asked = server.expectOne(VERIFY);
    store.stop();
    expect(await verifying).toBe(false);
    expect(asked.cancelled).toBe(true);
    expect([store.result(), store.problem(), store.startedAt()]).toEqual([null, null, null]);
  });
});
