import { DOCUMENT } from '@angular/core';
import { TestBed } from '@angular/core/testing';

import { BrowserNavigation } from './browser-navigation';

describe('BrowserNavigation', () => {
  const assign = jest.fn();
  const view = new EventTarget();
  let navigation: BrowserNavigation;

  beforeEach(() => {
    assign.mockReset();
    const location = { pathname: '/app/agents', search: '?q=a', hash: '', assign };
    TestBed.configureTestingModule({
      providers: [
        BrowserNavigation,
        { provide: DOCUMENT, useValue: { location, defaultView: view, querySelectorAll: () => [] } },
      ],
    });
    navigation = TestBed.inject(BrowserNavigation);
  });

  afterEach(() => jest.restoreAllMocks());

  it('asks the log-in to come back here', () => {
    navigation.toLogin();
    expect(assign).toHaveBeenCalledWith('/login?next=%2Fapp%2Fagents%3Fq%3Da');
  });

  it('does not send a page to the log-in that is leaving for somewhere else', () => {
    navigation.assign('/');
    navigation.toLogin();
    expect(assign.mock.calls).toEqual([['/']]);
  });

  it('does not send a page there that is about to leave, unless it stays after all', () => {
    navigation.prepareToLeave();
    navigation.toLogin();
    expect(assign).not.toHaveBeenCalled();
    navigation.stay();
    navigation.toLogin();
    expect(assign).toHaveBeenCalledTimes(1);
  });

  it('sends it there when the browser brings it back', () => {
    navigation.assign('/');
    view.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true }));
    navigation.toLogin();
    expect(assign).toHaveBeenCalledTimes(2);
  });

  it('sends it there when the reader kept it', () => {
    const start = performance.now();
    navigation.assign('/');
    jest.spyOn(performance, 'now').mockReturnValue(start + 11_000);
    navigation.toLogin();
    expect(assign).toHaveBeenCalledTimes(2);
  });
});
