import { TestBed } from '@angular/core/testing';

import { RelativeTime } from './relative-time';

describe('RelativeTime', () => {
  beforeEach(() => jest.useFakeTimers({ now: Date.parse('2026-03-01T12:00:00Z') }));
  afterEach(() => jest.useRealTimers());

  it('keeps up with the clock by itself and carries the exact moment', () => {
    const fixture = TestBed.createComponent(RelativeTime);
    fixture.componentRef.setInput('at', '2026-03-01T11:59:50.000Z');
    fixture.detectChanges();
    const time = (fixture.nativeElement as HTMLElement).querySelector('time');
    expect(time?.textContent).toBe('10 s ago');
    expect(time?.getAttribute('datetime')).toBe('2026-03-01T11:59:50.000Z');
    jest.advanceTimersByTime(5_000);
    fixture.detectChanges();
    expect(time?.textContent).toBe('15 s ago');
  });
});
