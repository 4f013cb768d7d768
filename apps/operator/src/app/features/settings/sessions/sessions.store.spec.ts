import { HttpErrorResponse } from '@angular/common/http';
import { TestBed } from '@angular/core/testing';
import { AccountService } from '@nora/api-client';
import { LiveEvents } from '@nora/data-access';
import { Subject, of, throwError } from 'rxjs';

import { type AccountSession, SessionsStore } from './sessions.store';

const session = (id: string, current = false): AccountSession => ({
  ...{ id, current, method: 'password', device: 'Chrome on Linux', userAgent: null, address: '192.0.2.1' },
  ...{ createdAt: '2026-03-01T12:00:00Z', lastUsedAt: '2026-03-01T12:00:00Z' },
  expiresAt: '2026-03-15T12:00:00Z',
});
const refusal = (status: number, code: string) =>
  throwError(() => new HttpErrorResponse({ status, error: { code, detail: 'Because.' } }));

describe('SessionsStore', () => {
  let present: AccountSession[];
  const resync = new Subject<void>();
  const client = {
    listSessions: jest.fn(() => of({ items: present, nextCursor: null })),
    revokeSession: jest.fn(),
    revokeSessions: jest.fn(),
  };
  let store: SessionsStore;
  const ids = () => store.items().map(({ id }) => id);

  beforeEach(async () => {
    jest.useFakeTimers();
    jest.clearAllMocks();
    present = [session('here', true), session('there')];
    TestBed.configureTestingModule({
      providers: [
        SessionsStore,
        { provide: AccountService, useValue: client },
        { provide: LiveEvents, useValue: { resync } },
      ],
    });
    store = TestBed.inject(SessionsStore);
    await jest.advanceTimersByTimeAsync(0);
  });

  afterEach(() => {
    TestBed.resetTestingModule();
    jest.useRealTimers();
  });

  it('sees by itself that a session has gone', async () => {
    expect(ids()).toEqual(['here', 'there']);
    present = [session('here', true)];
    await jest.advanceTimersByTimeAsync(3_000);
    expect(ids()).toEqual(['here']);
  });

  it('rests while nobody looks', async () => {
    const hidden = jest.spyOn(document, 'hidden', 'get').mockReturnValue(true);
    document.dispatchEvent(new Event('visibilitychange'));
    client.listSessions.mockClear();
    await jest.advanceTimersByTimeAsync(30_000);
    expect(client.listSessions).not.toHaveBeenCalled();
    hidden.mockRestore();
  });

  it('drops the session it has ended at once', async () => {
    client.revokeSession.mockImplementation(() => {
      present = [session('here', true)];
      return of(undefined);
    });
    expect(await store.end(session('there'))).toBe(true);
    expect(client.revokeSession).toHaveBeenCalledWith({ sessionId: 'there' });
    expect(ids()).toEqual(['here']);
    expect(store.ending()).toBeNull();
  });

  it('takes a session that had ended by itself for ended', async () => {
    client.revokeSession.mockReturnValue(refusal(404, 'not_found'));
    expect(await store.end(session('there'))).toBe(true);
    expect(store.actProblem()).toBeNull();
  });

  it('says why a session could not be ended, and shows it still', async () => {
    client.revokeSession.mockReturnValue(refusal(429, 'too_many_requests'));
    expect(await store.end(session('there'))).toBe(false);
    expect(store.actProblem()?.detail).toBe('Because.');
    expect(ids()).toEqual(['here', 'there']);
  });

  it('reads the list again after ending all others', async () => {
    client.revokeSessions.mockImplementation(() => {
      present = [session('here', true)];
      return of(undefined);
    });
    expect(await store.endOthers()).toBe(true);
    expect(ids()).toEqual(['here']);
  });
});
