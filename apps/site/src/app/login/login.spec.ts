import { HttpErrorResponse } from '@angular/common/http';
import { signal } from '@angular/core';
import { type Bootstrap, BrowserNavigation, OauthDetour, SessionStore } from '@nora/data-access';

import { openPage } from '../testing/open-page';
import { Login } from './login';

const OFFERS: Bootstrap = {
  ...{ needsFirstAdmin: false, signupEnabled: true, mail: true },
  oauth: [{ id: 'oidc', name: 'Example ID' }],
  banner: null,
};
const ADA = { name: 'Ada', email: 'ada@example.test' };
const refusal = (status: number, code: string, more = {}) =>
  new HttpErrorResponse({ status, error: { code, detail: `Because of ${code}.`, ...more } });

describe('Login', () => {
  const login = jest.fn();
  const completeSecondFactor = jest.fn();
  const startOauth = jest.fn();
  const logout = jest.fn();
  const bootstrap = jest.fn();
  const assign = jest.fn();
  const leave = jest.fn();
  let me: object | null;
  let offers: Bootstrap;

  beforeEach(() => {
    jest.resetAllMocks();
    me = null;
    offers = OFFERS;
    bootstrap.mockImplementation(() => Promise.resolve(offers));
  });

  const open = (url = '/login') =>
    openPage(Login, { path: 'login' }, url, [
      {
        provide: SessionStore,
        useValue: {
          ...{ login, completeSecondFactor, startOauth, logout, offers: signal(offers) },
          load: () => Promise.resolve(me),
          bootstrap,
        },
      },
      { provide: BrowserNavigation, useValue: { assign } },
      { provide: OauthDetour, useValue: { leave } },
    ]);

  async function logIn(url?: string) {
    const opened = await open(url);
    opened.fill('email', 'ada@example.test');
    opened.fill('password', 'seven calm turbines hum');
    await opened.submit();
    return opened;
  }

  it('goes to the page that asked, and nowhere else', async () => {
    await logIn('/login?next=%2Fapp%2Fagents%3Fq%3Dx');
    expect(login).toHaveBeenCalledWith({ ...{ email: ADA.email }, password: 'seven calm turbines hum' });
    expect(assign).toHaveBeenCalledWith('/app/agents?q=x');
  });

  it('does not send a person elsewhere who followed a crafted link', async () => {
    await logIn('/login?next=https%3A%2F%2Fevil.example%2F');
    expect(assign).toHaveBeenCalledWith('/app/');
  });

  describe('of an account with a second factor', () => {
    beforeEach(() => login.mockRejectedValue(refusal(401, 'second_factor_required', { challenge: 'c-1' })));

    it('asks for the code, keeps asking while it is wrong, and goes on', async () => {
      const opened = await logIn('/login?next=%2Fadmin%2F');
      expect(opened.heading()).toBe('Enter your code');
      expect(assign).not.toHaveBeenCalled();
      completeSecondFactor.mockRejectedValueOnce(refusal(401, 'second_factor_invalid'));
      opened.fill('code', ' 123456 ');
      await opened.submit();
      expect(completeSecondFactor).toHaveBeenCalledWith({ challenge: 'c-1', code: '123456' });
      expect(opened.text()).toContain('Because of second_factor_invalid.');
      await opened.submit();
      // What the server refused is not sent again as it is.
      expect(completeSecondFactor).toHaveBeenCalledTimes(1);
      opened.fill('code', '654321');
      await opened.submit();
      expect(assign).toHaveBeenCalledWith('/admin/');
    });

    it('takes a recovery code', async () => {
      const opened = await logIn();
      await opened.press('Use a recovery code');
      expect(opened.text()).toContain('Recovery code');
      opened.fill('code', 'abcde-fghij');
      await opened.submit();
      expect(completeSecondFactor).toHaveBeenCalledWith({ challenge: 'c-1', code: 'abcde-fghij' });
    });

    it('begins again with the password when it took too long', async () => {
      completeSecondFactor.mockRejectedValue(refusal(410, 'link_expired'));
      const opened = await logIn();
      opened.fill('code', '123456');
      await opened.submit();
      expect(opened.heading()).toBe('Log in');
      expect(opened.text()).toContain('Because of link_expired.');
      expect(opened.page.querySelector<HTMLInputElement>('input[type=email]')?.value).toBe(ADA.email);
      expect(opened.page.querySelector<HTMLInputElement>('input[type=password]')?.value).toBe('');
    });
  });

  it('leads to an identity provider and remembers where to go afterwards', async () => {
    startOauth.mockResolvedValue('https://id.example/authorize');
    const opened = await open('/login?next=%2Fapp%2Fdeploy');
    await opened.press('Continue with Example ID');
    expect(startOauth).toHaveBeenCalledWith('oidc');
    const errand = { purpose: 'login', next: '/app/deploy' };
    expect(leave).toHaveBeenCalledWith('https://id.example/authorize', errand);
  });

  it('says so when the provider does not answer, and can be tried again', async () => {
    startOauth.mockRejectedValue(refusal(502, 'oauth_provider_failed'));
    const opened = await open();
    await opened.press('Continue with Example ID');
    expect(opened.text()).toContain('Because of oauth_provider_failed.');
    await opened.press('Continue with Example ID');
    expect(startOauth).toHaveBeenCalledTimes(2);
  });

  it('offers to sign up only where that is open', async () => {
    expect((await open()).text()).toContain('Sign up');
  });

  it('does not offer to sign up where that is closed, nor providers that are not set up', async () => {
    offers = { ...OFFERS, signupEnabled: false, oauth: [] };
    const opened = await open();
    expect(opened.text()).not.toContain('Sign up');
    expect(opened.text()).not.toContain('Continue with');
  });

  it('asks the server once more when it could not be asked, and not for the fields', async () => {
    bootstrap.mockRejectedValueOnce(new HttpErrorResponse({ status: 0 }));
    const opened = await open();
    expect(opened.text()).toContain('Nora cannot be reached');
    await opened.press('Try again');
    expect(bootstrap).toHaveBeenCalledTimes(2);
    expect(opened.text()).not.toContain('Nora cannot be reached');
    expect(opened.text()).not.toContain('Enter a valid');
  });

  it('goes on at once with who is signed in already and was sent here', async () => {
    me = ADA;
    await open('/login?next=%2Fapp%2Fdeploy');
    expect(assign).toHaveBeenCalledWith('/app/deploy');
  });

  it('says who is signed in already, and lets another log in', async () => {
    me = ADA;
    const opened = await open();
    expect(opened.heading()).toBe('You are signed in');
    expect(opened.text()).toContain('ada@example.test');
    expect(assign).not.toHaveBeenCalled();
    await opened.press('Log out');
    expect(logout).toHaveBeenCalled();
    expect(opened.heading()).toBe('Log in');
  });
});
