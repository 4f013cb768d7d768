import { signal } from '@angular/core';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { type Bootstrap, SessionStore } from '@nora/data-access';

import { provideNoraIcons } from '../icons/provide-nora-icons';
import { BannerNotice } from './banner';

const OFFERS: Bootstrap = {
  needsFirstAdmin: false,
  signupEnabled: false,
  mail: false,
  oauth: [],
  banner: null,
};

describe('BannerNotice', () => {
  const offers = signal<Bootstrap | null>(null);
  const lookAgain = jest.fn(() => Promise.resolve(OFFERS));
  let fixture: ComponentFixture<BannerNotice>;

  beforeEach(() => {
    localStorage.clear();
    offers.set(null);
    TestBed.configureTestingModule({
      providers: [
        provideNoraIcons(),
        { provide: SessionStore, useValue: { offers, lookAgain, bootstrap: () => Promise.resolve(OFFERS) } },
      ],
    });
  });

  const open = () => {
    fixture = TestBed.createComponent(BannerNotice);
    fixture.detectChanges();
  };
  const show = (id: string, text: string) => {
    offers.set({ ...OFFERS, banner: { id, text, severity: 'warning' } });
    fixture.detectChanges();
  };
  const host = () => fixture.nativeElement as HTMLElement;
  const text = () => host().textContent?.replace(/\s+/g, ' ').trim();

  it('shows what everybody is told as plain text, and its severity in words', () => {
    open();
    expect(text()).toBe('');
    show('one', '<b>Down</b> at noon');
    expect(text()).toBe('Warning: <b>Down</b> at noon');
    expect(host().querySelector('b')).toBeNull();
  });

  it('stays away in this browser once it is dismissed, until there is another one', () => {
    open();
    show('one', 'First');
    host().querySelector('button')?.click();
    fixture.detectChanges();
    expect(text()).toBe('');
    fixture.destroy();
    open();
    expect(text()).toBe('');
    show('two', 'Second');
    expect(text()).toBe('Warning: Second');
  });

  it('looks again every minute', () => {
    jest.useFakeTimers();
    open();
    jest.advanceTimersByTime(60_001);
    expect(lookAgain).toHaveBeenCalledTimes(1);
    fixture.destroy();
    jest.useRealTimers();
  });
});
