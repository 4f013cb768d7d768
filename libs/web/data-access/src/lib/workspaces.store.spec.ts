import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { Subject } from 'rxjs';

import { LiveEvents } from './live-events';
import type { Workspace } from './models';
import { SessionStore } from './session.store';
import { type LeftWorkspace, WorkspacesStore } from './workspaces.store';

const LIST = '/api/workspaces?limit=200';
const workspace = (id: string, more: Partial<Workspace> = {}): Workspace => ({
  ...{ id, name: id.toUpperCase(), slug: `${id}-slug`, personal: false, role: 'editor' },
  ...{
    memberCount: 1,
    agentCount: 0,
    timeZone: 'UTC',
    unknownPrice: 'allow',
    deletionRequestedAt: null,
    createdAt: '2026-03-01T12:00:00Z',
  },
  ...more,
});
const HOME = workspace('home', { personal: true, role: 'owner' });
const TEAM = workspace('team');

describe('WorkspacesStore', () => {
  let events: Subject<object>;
  let resync: Subject<void>;
  let server: HttpTestingController;
  let store: WorkspacesStore;
  let left: LeftWorkspace[];

  beforeEach(async () => {
    jest.useFakeTimers();
    localStorage.clear();
    events = new Subject();
    resync = new Subject();
    TestBed.configureTestingModule({
      providers: [
        provideHttpClient(),
        provideHttpClientTesting(),
        { provide: LiveEvents, useValue: { events, resync } },
        { provide: SessionStore, useValue: { me: () => ({ id: 'me' }) } },
      ],
    });
    server = TestBed.inject(HttpTestingController);
    store = TestBed.inject(WorkspacesStore);
    left = [];
    store.left.subscribe((one) => left.push(one));
    const loaded = store.load();
    await answer([HOME, TEAM]);
    await loaded;
    store.select('team');
  });
  afterEach(() => {
    server.verify();
    jest.useRealTimers();
  });

  async function answer(items: Workspace[]): Promise<void> {
    server.expectOne(LIST).flush({ items, nextCursor: null });
    await jest.advanceTimersByTimeAsync(0);
  }

  const mine = (role: string | null) =>
    events.next({ type: 'membership.changed', workspaceId: 'team', userId: 'me', role });

  it('follows a change of its own role, and what may be done with it', async () => {
    expect(store.can('agents:write')).toBe(true);
    mine('viewer');
    await answer([HOME, { ...TEAM, role: 'viewer' }]);
    expect(store.can('agents:write')).toBe(false);
    expect(left).toEqual([]);
    await jest.advanceTimersByTimeAsync(500);
    await answer([HOME, { ...TEAM, role: 'viewer' }]);
  });

  it('shows a workspace that the account has come into', async () => {
    events.next({ type: 'membership.changed', workspaceId: 'new', userId: 'me', role: 'viewer' });
    await answer([HOME, TEAM, workspace('new')]);
    expect(store.find('new')?.role).toBe('editor');
    expect(store.current()?.id).toBe('team');
    await jest.advanceTimersByTimeAsync(500);
    await answer([HOME, TEAM, workspace('new')]);
  });

  it('says that the account was taken out of the workspace it was looking at', async () => {
    mine(null);
    await answer([HOME]);
    expect(left).toEqual([{ workspace: TEAM, wasCurrent: true }]);
    expect(store.current()?.id).toBe('home');
    await jest.advanceTimersByTimeAsync(500);
    await answer([HOME]);
    expect(left).toHaveLength(1);
  });

  it('says nothing of a workspace that the account has left itself, whichever comes first', async () => {
    let finish = () => undefined as void;
    const leaving = store.leave('team', () => new Promise<void>((resolve) => (finish = resolve)));
    mine(null);
    await answer([HOME]);
    finish();
    await leaving;
    expect(left).toEqual([]);
    await jest.advanceTimersByTimeAsync(500);
    await answer([HOME]);
    expect(left).toEqual([]);
  });

  it('stays in a workspace that refused to be left', async () => {
    const refused = store.leave('team', () => Promise.reject(new Error('last owner')));
    await expect(refused).rejects.toThrow('last owner');
    expect(store.current()?.id).toBe('team');
  });

  it('reads once more when something happens while it is being read', async () => {
    resync.next();
    mine(null);
    const [first] = server.match(LIST);
    first?.flush({ items: [HOME, TEAM], nextCursor: null });
    await jest.advanceTimersByTimeAsync(0);
    expect(left).toEqual([]);
    await answer([HOME]);
    expect(left).toHaveLength(1);
    await jest.advanceTimersByTimeAsync(500);
    await answer([HOME]);
  });

  it('counts members and agents once, however many come and go', async () => {
    for (let at = 0; at < 5; at += 1) {
      events.next({ type: 'agent.deleted', workspaceId: 'team', agentId: `agent-${at}` });
    }
    server.expectNone(LIST);
    await jest.advanceTimersByTimeAsync(500);
    await answer([HOME, { ...TEAM, agentCount: 7 }]);
    expect(store.current()?.agentCount).toBe(7);
  });

  it('keeps what it knows when the list cannot be read again', async () => {
    resync.next();
    server.expectOne(LIST).flush({ code: 'service_unavailable' }, { status: 503, statusText: 'away' });
    await jest.advanceTimersByTimeAsync(0);
    expect(store.items()).toHaveLength(2);
    expect(left).toEqual([]);
  });
});
