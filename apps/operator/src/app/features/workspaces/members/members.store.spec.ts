import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { LiveEvents } from '@nora/data-access';
import { Subject } from 'rxjs';

import { type Member, MembersStore } from './members.store';

const LIST = '/api/workspaces/team/members';
const member = (userId: string, role: Member['role'] = 'viewer'): Member => ({
  ...{ userId, name: userId, email: `${userId}@example.test`, avatar: null, role },
  joinedAt: '2026-03-01T12:00:00Z',
});

describe('MembersStore', () => {
  let store: MembersStore;
  let server: HttpTestingController;
  let events: Subject<object>;

  beforeEach(async () => {
    jest.useFakeTimers();
    events = new Subject();
    TestBed.configureTestingModule({
      providers: [
        provideHttpClient(),
        provideHttpClientTesting(),
        MembersStore,
        { provide: LiveEvents, useValue: { events, resync: new Subject() } },
      ],
    });
    store = TestBed.inject(MembersStore);
    server = TestBed.inject(HttpTestingController);
    const shown = store.show({ workspaceId: 'team', q: '' });
    await answer([member('ada', 'owner'), member('bob')]);
    await shown;
  });
  afterEach(() => {
    server.verify();
    jest.useRealTimers();
  });

  async function answer(items: Member[]): Promise<void> {
    server
      .expectOne(({ url, method }) => url === LIST && method === 'GET')
      .flush({ items, nextCursor: null });
    await jest.advanceTimersByTimeAsync(0);
  }

  const changed = (workspaceId: string) =>
    events.next({ type: 'membership.changed', workspaceId, userId: 'x', role: 'viewer' });

  it('reads the members again, once, when some of this workspace changed', async () => {
    changed('elsewhere');
    await jest.advanceTimersByTimeAsync(300);
    changed('team');
    changed('team');
    await jest.advanceTimersByTimeAsync(300);
    await answer([member('ada', 'owner'), member('bob'), member('eve')]);
    expect(store.items()).toHaveLength(3);
  });

  it('shows the role that the server has confirmed', async () => {
    const done = store.changeRole(member('bob'), 'editor');
    expect(store.changing().has('bob')).toBe(true);
    server.expectOne(`${LIST}/bob`).flush(member('bob', 'editor'));
    expect(await done).toBe(true);
    expect(store.items().map(({ role }) => role)).toEqual(['owner', 'editor']);
    expect(store.changing().size).toBe(0);
  });

  it('keeps the role when the change is refused, and says why', async () => {
    const done = store.changeRole(member('ada', 'owner'), 'admin');
    const refusal = { code: 'last_owner', detail: 'They are the only owner.' };
    server.expectOne(`${LIST}/ada`).flush(refusal, { status: 409, statusText: 'Conflict' });
    expect(await done).toBe(false);
    expect(store.refusal()).toMatchObject(refusal);
    expect(store.items()[0]?.role).toBe('owner');
  });

  it('drops a member who was taken out', async () => {
    const done = store.remove(member('bob'));
    server.expectOne(`${LIST}/bob`).flush(null, { status: 204, statusText: 'No Content' });
    expect(await done).toBe(true);
    expect(store.items().map(({ userId }) => userId)).toEqual(['ada']);
  });

  it('narrows the list by what is typed', () => {
    void store.show({ workspaceId: 'team', q: 'bo' });
    const { request } = server.expectOne(({ params }) => params.get('q') === 'bo');
    expect(request.params.get('limit')).toBe('100');
  });
});
