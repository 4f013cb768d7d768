import { TestBed } from '@angular/core/testing';

import { EVENT_SOURCE_FACTORY, type LiveEvent, LiveEvents } from './live-events';
import { SessionWatch } from './session-watch';

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
  let check: jest.Mock;
  let live: LiveEvents;
  const latest = () => sources[sources.length - 1] as FakeSource;

  beforeEach(() => {
    jest.useFakeTimers();
    Object.assign(globalThis, { EventSource: FakeSource });
    sources = [];
    check = jest.fn().mockResolvedValue(undefined);
    const open = () => {
      const source = new FakeSource();
      sources.push(source);
      return source;
    };
    TestBed.configureTestingModule({
      providers: [
        { provide: EVENT_SOURCE_FACTORY, useValue: open },
        { provide: SessionWatch, useValue: { check } },
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

  it('asks for a fresh state when the server had to leave events out', () => {
    const resync = jest.fn();
    live.resync.subscribe(resync);
    latest().open();
    latest().say('missed', { count: 12 });
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
    expect(check).not.toHaveBeenCalled();
    look(false);
    expect(check).toHaveBeenCalledTimes(1);
    expect(sources).toHaveLength(2);
    latest().open();
    expect(live.connection()).toBe('connected');
    expect(resync).toHaveBeenCalledTimes(1);
    hidden.mockRestore();
  });

  it('asks at once whether the session still stands when an open stream ends, once for each end', () => {
    latest().open();
    latest().fail(false);
    expect(check).toHaveBeenCalledTimes(1);
    latest().fail(false);
    expect(check).toHaveBeenCalledTimes(1);
    latest().open();
    latest().fail(false);
    expect(check).toHaveBeenCalledTimes(2);
  });

  it('asks when the stream was refused, which may be because the session ended', () => {
    latest().fail(true);
    expect(check).toHaveBeenCalledTimes(1);
  });
});
