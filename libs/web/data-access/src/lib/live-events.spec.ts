import { TestBed } from '@angular/core/testing';

import { BrowserNavigation } from './browser-navigation';
import { EVENT_SOURCE_FACTORY, type LiveEvent, LiveEvents } from './live-events';
import { SessionStore } from './session.store';

class FakeSource extends EventTarget {
  static readonly CLOSED = 2;
  readyState = 0;
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;

  close(): void {
    this.readyState = FakeSource.CLOSED;
  }

  open(): void {
    this.readyState = 1;
    this.onopen?.();
  }

  fail(closed: boolean): void {
    this.readyState = closed ? FakeSource.CLOSED : 0;
    this.onerror?.();
  }

  say(type: string, data: object): void {
    this.dispatchEvent(new MessageEvent(type, { data: JSON.stringify(data) }));
  }
}

describe('LiveEvents', () => {
  let sources: FakeSource[];
  let toLogin: jest.Mock;
  let verify: jest.Mock;
  let live: LiveEvents;
  const latest = () => sources[sources.length - 1] as FakeSource;

  beforeEach(() => {
    jest.useFakeTimers();
    Object.assign(globalThis, { EventSource: FakeSource });
    sources = [];
    toLogin = jest.fn();
    verify = jest.fn().mockResolvedValue({ id: 'u' });
    const open = () => {
      const source = new FakeSource();
      sources.push(source);
      return source;
    };
    TestBed.configureTestingModule({
      providers: [
        { provide: EVENT_SOURCE_FACTORY, useValue: open },
        { provide: SessionStore, useValue: { verify, problem: () => null } },
        { provide: BrowserNavigation, useValue: { toLogin } },
      ],
    });
    live = TestBed.inject(LiveEvents);
    live.connect();
  });

  afterEach(() => {
    live.close();
    jest.useRealTimers();
  });

  it('opens one stream however often it is asked', () => {
    live.connect();
    expect(sources).toHaveLength(1);
  });

  it('hands on events with their type', () => {
    const seen: LiveEvent[] = [];
    live.events.subscribe((event) => seen.push(event));
    latest().open();
    latest().say('agent.status-changed', { id: '1', agentId: 'a', status: 'running', workspaceId: 'w' });
    expect(seen).toEqual([
      { type: 'agent.status-changed', id: '1', agentId: 'a', status: 'running', workspaceId: 'w' },
    ]);
  });

  it('says connected, reconnecting, and lost when it takes long', () => {
    expect(live.connection()).toBe('connecting');
    latest().open();
    expect(live.connection()).toBe('connected');
    latest().fail(false);
    expect(live.connection()).toBe('reconnecting');
    jest.advanceTimersByTime(15_000);
    expect(live.connection()).toBe('lost');
    latest().open();
    expect(live.connection()).toBe('connected');
  });

  it('opens a new stream after the server refused, later each time', () => {
    latest().fail(true);
    jest.advanceTimersByTime(999);
    expect(sources).toHaveLength(1);
    jest.advanceTimersByTime(1);
    expect(sources).toHaveLength(2);
    latest().fail(true);
    jest.advanceTimersByTime(1_000);
    expect(sources).toHaveLength(2);
    jest.advanceTimersByTime(1_000);
    expect(sources).toHaveLength(3);
  });

  it('asks for a fresh state after a reconnect, not at the first connect', () => {
    const resync = jest.fn();
    live.resync.subscribe(resync);
    latest().open();
    expect(resync).not.toHaveBeenCalled();
    latest().fail(false);
    latest().open();
    expect(resync).toHaveBeenCalledTimes(1);
  });

  it('gives its connection back while nobody looks, and catches up when somebody does', () => {
    const hidden = jest.spyOn(document, 'hidden', 'get');
    const look = (away: boolean) => {
      hidden.mockReturnValue(away);
      document.dispatchEvent(new Event('visibilitychange'));
    };
    const resync = jest.fn();
    live.resync.subscribe(resync);
    latest().open();
    look(true);
    jest.advanceTimersByTime(59_000);
    look(false);
    look(true);
    jest.advanceTimersByTime(59_999);
    expect(latest().readyState).toBe(1);
    jest.advanceTimersByTime(1);
    expect(latest().readyState).toBe(FakeSource.CLOSED);
    look(false);
    expect(sources).toHaveLength(2);
    latest().open();
    expect(live.connection()).toBe('connected');
    expect(resync).toHaveBeenCalledTimes(1);
    hidden.mockRestore();
  });

  it('goes to log in when the stream was refused because the session ended', async () => {
    verify.mockResolvedValue(null);
    latest().fail(true);
    await Promise.resolve();
    await Promise.resolve();
    expect(toLogin).toHaveBeenCalled();
  });
});
