import { HttpErrorResponse } from '@angular/common/http';
import { signal } from '@angular/core';
import { type Bootstrap, BrowserNavigation, SessionStore } from '@nora/data-access';

import { openPage } from '../testing/open-page';
import { SignUp } from './sign-up';

const OFFERS: Bootstrap = {
  needsFirstAdmin: false,
  signupEnabled: true,
  mail: false,
  oauth: [],
  banner: null,
};

describe('SignUp', () => {
  const signUp = jest.fn();
  const assign = jest.fn();
  const bootstrap = jest.fn();
  let me: object | null;
  let offers: ReturnType<typeof signal<Bootstrap | null>>;

  beforeEach(() => {
    jest.resetAllMocks();
    me = null;
    answer(OFFERS);
  });

  function answer(given: Bootstrap): void {
    offers = signal(null);
    bootstrap.mockImplementation(() => {
      offers.set(given);
      return Promise.resolve(given);
    });
  }

  const open = (url = '/sign-up') =>
    openPage(SignUp, { path: 'sign-up' }, url, [
      {
        provide: SessionStore,
        useValue: { signUp, bootstrap, offers, load: () => Promise.resolve(me) },
      },
      { provide: BrowserNavigation, useValue: { assign } },
    ]);

  async function send(url?: string) {
    const opened = await open(url);
    opened.fill('name', 'Grace');
    opened.fill('email', 'grace@example.test');
    opened.fill('password', 'eight by');
    await opened.submit();
    return opened;
  }

  it('opens an account and goes to where the person was sent', async () => {
    await send('/sign-up?next=%2Fapp%2Fdeploy');
    const account = { name: 'Grace', email: 'grace@example.test', password: 'eight by' };
    expect(signUp).toHaveBeenCalledWith(account);
    expect(assign).toHaveBeenCalledWith('/app/deploy');
  });

  it('sends nothing while something is missing', async () => {
    const opened = await open();
    opened.fill('password', 'short');
    await opened.submit();
    expect(signUp).not.toHaveBeenCalled();
    expect(opened.text()).toContain('3 more characters needed.');
    expect(opened.text()).toContain('Enter a valid e-mail address.');
  });

  it('leads to the log-in when the address has an account', async () => {
    signUp.mockRejectedValue(
      new HttpErrorResponse({ status: 409, error: { code: 'email_taken', detail: 'There is one.' } }),
    );
    const opened = await send();
    expect(opened.text()).toContain('This e-mail address has an account');
    const links = [...opened.page.querySelectorAll('nora-error-panel a')].map((link) =>
      link.getAttribute('href'),
    );
    expect(links).toEqual(['/login', '/forgot-password']);
    expect(assign).not.toHaveBeenCalled();
  });

  it('says what to do where sign-up is closed, also when it was closed meanwhile', async () => {
    answer({ ...OFFERS, signupEnabled: false });
    const opened = await open();
    expect(opened.heading()).toBe('Sign-up is closed');
    expect(opened.text()).toContain('invite you');
    expect(opened.page.querySelector('form')).toBeNull();
  });

  it('says that sign-up was closed since the page was opened', async () => {
    signUp.mockRejectedValue(new HttpErrorResponse({ status: 403, error: { code: 'signup_disabled' } }));
    expect((await send()).heading()).toBe('Sign-up is closed');
  });

  it('leads to the claim on a server that nobody owns', async () => {
    answer({ ...OFFERS, needsFirstAdmin: true });
    const opened = await open();
    expect(opened.heading()).toBe('This server is not claimed yet');
    expect(opened.page.querySelector('a')?.getAttribute('href')).toBe('/claim');
  });

  it('says who is signed in already', async () => {
    me = { name: 'Ada', email: 'ada@example.test' };
    const opened = await open();
    expect(opened.heading()).toBe('You are signed in');
    expect(opened.text()).toContain('Log out to make another account.');
  });

  it('can be tried again when the server could not be reached', async () => {
    bootstrap.mockRejectedValueOnce(new HttpErrorResponse({ status: 0 }));
    const opened = await open();
    expect(opened.text()).toContain('Nora cannot be reached');
    await opened.press('Try again');
    expect(opened.page.querySelector('form')).not.toBeNull();
  });
});
