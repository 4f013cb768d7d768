import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { LiveEvents } from '@nora/data-access';
import { Subject } from 'rxjs';

import { sampleUser } from '../../testing/samples';
import { UserStore } from './user.store';

const ADMINS = '/api/admin/users';
const settle = () => new Promise((resolve) => setTimeout(resolve));

describe('UserStore', () => {
  let store: UserStore;
  let server: HttpTestingController;
  const resync = new Subject<void>();

  beforeEach(() => {
    TestBed.configureTestingModule({
      providers: [
        provideHttpClient(),
        provideHttpClientTesting(),
        UserStore,
        { provide: LiveEvents, useValue: { resync } },
      ],
    });
    store = TestBed.inject(UserStore);
    server = TestBed.inject(HttpTestingController);
  });
  afterEach(() => server.verify());

  async function answer(user: { id: string }, admins: string[]): Promise<void> {
    server.expectOne(`/api/admin/users/${user.id}`).flush(user);
    const asked = server.expectOne(({ url }) => url === ADMINS);
    expect(asked.request.params.get('role')).toBe('admin');
    expect(asked.request.params.get('state')).toBe('active');
    asked.flush({ items: admins.map((id) => ({ id })), nextCursor: null });
    await settle();
  }

  it('tells an administrator who is the only one from one of several', async () => {
    void store.show('ada');
    await answer(sampleUser({ id: 'ada', platformRole: 'admin' }), ['ada']);
    expect(store.user()?.id).toBe('ada');
    expect(store.isOnlyAdmin()).toBe(true);
    resync.next();
    await answer(sampleUser({ id: 'ada', platformRole: 'admin' }), ['bob', 'ada']);
    expect(store.isOnlyAdmin()).toBe(false);
  });

  it('drops the answer about an account that is not looked at any more', async () => {
    void store.show('ada');
    const late = server.match(() => true);
    void store.show('bob');
    await answer(sampleUser({ id: 'bob' }), []);
    for (const request of late) request.flush({ items: [], id: 'ada' });
    await settle();
    expect(store.user()?.id).toBe('bob');
  });

  it('reads the account again after it was changed', async () => {
    const user = sampleUser({ id: 'ada' });
    void store.show('ada');
    await answer(user, []);
    const done = store.change(user, { disabled: true });
    const asked = server.expectOne('/api/admin/users/ada');
    expect([asked.request.method, asked.request.body]).toEqual(['PATCH', { disabled: true }]);
    asked.flush({});
    await settle();
    await answer({ ...user, disabledAt: '2026-03-01T10:00:00.000Z' } as typeof user, []);
    await done;
    expect(store.user()?.disabledAt).not.toBeNull();
  });

  it('throws what was refused, and keeps what is shown', async () => {
    const user = sampleUser({ id: 'ada' });
    void store.show('ada');
    await answer(user, []);
    const done = store.change(user, { disabled: true });
    server
      .expectOne('/api/admin/users/ada')
      .flush({ code: 'last_admin' }, { status: 409, statusText: 'told' });
    await expect(done).rejects.toMatchObject({ status: 409 });
    expect(store.user()?.id).toBe('ada');
  });

  it('says that there is no such account', async () => {
    void store.show('ada');
    server
      .expectOne('/api/admin/users/ada')
      .flush({ code: 'not_found' }, { status: 404, statusText: 'told' });
    await settle();
    server.match(() => true);
    expect(store.problem()?.code).toBe('not_found');
  });
});
