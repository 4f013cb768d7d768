import { TestBed } from '@angular/core/testing';

import { BrowserNavigation } from './browser-navigation';
import { OauthDetour } from './oauth-detour';

describe('OauthDetour', () => {
  const leave = jest.fn();
  let detour: OauthDetour;

  beforeEach(() => {
    sessionStorage.clear();
    leave.mockReset();
    TestBed.configureTestingModule({ providers: [{ provide: BrowserNavigation, useValue: { leave } }] });
    detour = TestBed.inject(OauthDetour);
  });

  it('remembers once what the tab went for', () => {
    detour.leave('https://provider.example/authorize', { purpose: 'link', next: '/app/settings' });
    expect(leave).toHaveBeenCalledWith('https://provider.example/authorize');
    expect(detour.take()).toEqual({ purpose: 'link', next: '/app/settings' });
    expect(detour.take()).toBeNull();
  });

  it.each([['no JSON'], ['null'], ['"text"'], ['{"purpose":"other","next":"/"}'], ['{"purpose":"login"}']])(
    'ignores what others left there: %s',
    (kept) => {
      sessionStorage.setItem('nora.oauth', kept);
      expect(detour.take()).toBeNull();
    },
  );
});

describe('BrowserNavigation', () => {
  it('does not leave for an address that would run as a script', () => {
    expect(() => TestBed.inject(BrowserNavigation).leave('javascript:alert(1)')).toThrow();
  });
});
