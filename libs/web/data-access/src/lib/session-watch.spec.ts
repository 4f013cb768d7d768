import { TestBed } from '@angular/core/testing';

import { BrowserNavigation } from './browser-navigation';
import { SESSION_CHANNEL, SessionWatch } from './session-watch';
import { SessionStore } from './session.store';

class FakeChannel extends EventTarget {
  readonly posted: string[] = [];

  postMessage(message: string): void {
    this.posted.push(message);
  }

  close(): void {
    this.posted.push('closed');
  }
}

describe('SessionWatch', () => {
  const navigation = { toLogin: jest.fn(), assign: jest.fn(), prepareToLeave: jest.fn(), stay: jest.fn() };
  const session = { verify: jest.fn(), problem: jest.fn(), logout: jest.fn() };
  let channel: FakeChannel;
  let watch: SessionWatch;
  const settle = () => new Promise((resolve) => setTimeout(resolve));

  beforeEach(() => {
    jest.resetAllMocks();
    session.problem.mockReturnValue(null);
    session.verify.mockResolvedValue(null);
    channel = new FakeChannel();
    TestBed.configureTestingModule({
      providers: [
        { provide: SESSION_CHANNEL, useValue: channel },
        { provide: SessionStore, useValue: session },
        { provide: BrowserNavigation, useValue: navigation },
      ],
    });
    watch = TestBed.inject(SessionWatch);
  });

  it('leaves for the log-in when the session has ended, and tells the other tabs', async () => {
    await watch.check();
    expect(navigation.toLogin).toHaveBeenCalledTimes(1);
    expect(channel.posted).toEqual(['ended']);
  });

  it('stays while the session stands', async () => {
    session.verify.mockResolvedValue({ id: 'u' });
    await watch.check();
    expect(navigation.toLogin).not.toHaveBeenCalled();
    expect(channel.posted).toEqual([]);
  });

  it('stays when the server cannot be reached', async () => {
    session.problem.mockReturnValue({ code: 'unreachable' });
    await watch.check();
    expect(navigation.toLogin).not.toHaveBeenCalled();
  });

  it('asks once at a time, and again later', async () => {
    session.verify.mockResolvedValue({ id: 'u' });
    await Promise.all([watch.check(), watch.check()]);
    expect(session.verify).toHaveBeenCalledTimes(1);
    await watch.check();
    expect(session.verify).toHaveBeenCalledTimes(2);
  });

  it('does not believe another tab, and asks for itself', async () => {
    session.verify.mockResolvedValue({ id: 'u' });
    channel.dispatchEvent(new MessageEvent('message', { data: 'ended' }));
    await settle();
    expect(session.verify).toHaveBeenCalledTimes(1);
    expect(navigation.toLogin).not.toHaveBeenCalled();
    session.verify.mockResolvedValue(null);
    channel.dispatchEvent(new MessageEvent('message', { data: 'ended' }));
    await settle();
    expect(navigation.toLogin).toHaveBeenCalledTimes(1);
  });

  it('asks when the browser brings back a page it had kept', async () => {
    const show = (persisted: boolean) =>
      window.dispatchEvent(Object.assign(new Event('pageshow'), { persisted }));
    show(false);
    expect(session.verify).not.toHaveBeenCalled();
    show(true);
    await settle();
    expect(navigation.toLogin).toHaveBeenCalledTimes(1);
  });

  it('leaves after logging out, even when the session had ended before', async () => {
    session.logout.mockRejectedValue(new Error('401'));
    await expect(watch.logOut()).rejects.toThrow();
    expect(navigation.assign).toHaveBeenCalledWith('/login');
    expect(channel.posted).toEqual(['ended']);
  });

  it('leaves after an act that ended the session, and stays when it was not done', async () => {
    session.verify.mockResolvedValue({ id: 'u' });
    await watch.leaveAfter(() => Promise.resolve(false), '/');
    expect(navigation.stay).toHaveBeenCalledTimes(1);
    expect(navigation.assign).not.toHaveBeenCalled();
    expect(navigation.toLogin).not.toHaveBeenCalled();
    await watch.leaveAfter(() => Promise.resolve(true), '/');
    expect(navigation.assign).toHaveBeenCalledWith('/');
    expect(channel.posted).toEqual(['ended']);
  });

  it('leaves for the log-in when an act was not done because the session had ended', async () => {
    await watch.leaveAfter(() => Promise.resolve(false), '/');
    expect(navigation.toLogin).toHaveBeenCalledTimes(1);
  });
});
