import { HttpErrorResponse } from '@angular/common/http';
import { signal } from '@angular/core';
import { AccountService } from '@nora/api-client';
import { BrowserNavigation, OauthDetour, type OauthErrand, SessionStore } from '@nora/data-access';
import { of, throwError } from 'rxjs';

import { openPage } from '../testing/open-page';
import { OauthReturn } from './oauth-return';
import { takeReturned } from './returned';

const refusal = (status: number, code: string, more = {}) =>
  new HttpErrorResponse({ status, error: { code, detail: `Because of ${code}.`, ...more } });

describe('OauthReturn', () => {
  const completeOauth = jest.fn();
  const completeOauthLink = jest.fn();
  const completeSecondFactor = jest.fn();
  const startOauth = jest.fn();
  const assign = jest.fn();
  const leave = jest.fn();
  let errand: OauthErrand | null;
  let me: object | null;

  beforeEach(() => {
    jest.resetAllMocks();
    [errand, me] = [{ purpose: 'login', next: '/app/deploy' }, null];
    completeOauthLink.mockReturnValue(of({ id: 'i-1' }));
  });

  const open = (url = '/oauth/oidc?code=c&state=s&iss=https%3A%2F%2Fid.example&scope=openid') => {
    const offers = { oauth: [{ id: 'oidc', name: 'Example ID' }] };
    return openPage(OauthReturn, { path: 'oauth/:provider', canActivate: [takeReturned] }, url, [
      { provide: AccountService, useValue: { completeOauthLink } },
      {
        provide: SessionStore,
        useValue: {
          ...{ completeOauth, completeSecondFactor, startOauth, offers: signal(offers), problem: () => null },
          ...{ load: () => Promise.resolve(me), bootstrap: () => Promise.resolve(offers) },
        },
      },
      { provide: BrowserNavigation, useValue: { assign } },
      { provide: OauthDetour, useValue: { leave, take: () => errand } },
    ]);
  };

  it('ends the log-in with what the provider added, which does not stay in the address', async () => {
    const opened = await open();
    expect(opened.url()).toBe('/oauth/oidc');
    const returned = { code: 'c', state: 's', iss: 'https://id.example' };
    expect(completeOauth).toHaveBeenCalledWith('oidc', returned);
    expect(assign).toHaveBeenCalledWith('/app/deploy');
  });

  it('goes to the console when this tab does not know where it was to go, or is told to go elsewhere', async () => {
    errand = null;
    await open();
    expect(assign).toHaveBeenCalledWith('/app/');
  });

  it('does not go elsewhere than to a page of this server', async () => {
    errand = { purpose: 'login', next: 'https://evil.example/' };
    await open();
    expect(assign).toHaveBeenCalledWith('/app/');
  });

  it('asks for the second factor of the account', async () => {
    completeOauth.mockRejectedValue(refusal(401, 'second_factor_required', { challenge: 'c-1' }));
    const opened = await open();
    expect(opened.heading()).toBe('Enter your code');
    opened.fill('code', '123456');
    await opened.submit();
    expect(completeSecondFactor).toHaveBeenCalledWith({ challenge: 'c-1', code: '123456' });
    expect(assign).toHaveBeenCalledWith('/app/deploy');
  });

  it.each([
    [403, 'forbidden', 'You called it off at Example ID', ['Try again', 'Log in another way']],
    [400, 'oauth_state_invalid', 'This sign-in is over', ['Try again', 'Log in another way']],
    [409, 'account_link_required', 'You have an account here already', ['Log in']],
    [403, 'signup_disabled', 'Sign-up is closed', ['Log in another way']],
    [
      ...([403, 'email_unverified', 'Example ID does not vouch for your address'] as const),
      ['Try again', 'Log in another way'],
    ],
    [401, 'invalid_credentials', 'This account cannot log in', ['Log in another way']],
    [404, 'not_found', 'This way in is not set up', ['Log in another way']],
    [
      ...([502, 'oauth_provider_failed', 'The identity provider did not answer as it should'] as const),
      ['Try again', 'Log in another way'],
    ],
  ])('says why a log-in led nowhere (%d %s), and the ways on', async (status, code, heading, acts) => {
    completeOauth.mockRejectedValue(refusal(status, code));
    const opened = await open();
    expect(opened.heading()).toBe(heading);
    const offered = [...opened.page.querySelectorAll('.acts a, .acts button')];
    expect(offered.map(({ textContent }) => textContent?.trim())).toEqual(acts);
    expect(assign).not.toHaveBeenCalled();
  });

  it('begins again at the provider, for the same errand', async () => {
    completeOauth.mockRejectedValue(refusal(403, 'forbidden'));
    startOauth.mockResolvedValue('https://id.example/authorize');
    const opened = await open();
    await opened.press('Try again');
    expect(leave).toHaveBeenCalledWith('https://id.example/authorize', errand);
  });

  it('leads somebody with an account to log in, and from there to where accounts are linked', async () => {
    completeOauth.mockRejectedValue(refusal(409, 'account_link_required'));
    const link = (await open()).page.querySelector('.acts a');
    expect(link?.getAttribute('href')).toBe('/login?next=%2Fapp%2Fsettings%2Flinked');
  });

  describe('of a link', () => {
    beforeEach(() => {
      [errand, me] = [{ purpose: 'link', next: '/app/settings/linked' }, { id: 'u-1' }];
    });

    it('links, and goes back to the settings', async () => {
      await open();
      expect(completeOauthLink).toHaveBeenCalledWith(
        expect.objectContaining({ provider: 'oidc', body: expect.objectContaining({ code: 'c' }) }),
      );
      expect(completeOauth).not.toHaveBeenCalled();
      expect(assign).toHaveBeenCalledWith('/app/settings/linked');
    });

    it('says why it was not linked, and leads back to the settings', async () => {
      completeOauthLink.mockReturnValue(throwError(() => refusal(409, 'identity_taken')));
      const opened = await open();
      expect(opened.heading()).toBe('Your account at Example ID is linked elsewhere');
      expect(opened.page.querySelector('.acts a')?.getAttribute('href')).toBe('/app/settings/linked');
    });

    it('says so when the person was signed out meanwhile', async () => {
      me = null;
      const opened = await open();
      expect(completeOauthLink).not.toHaveBeenCalled();
      expect(opened.heading()).toBe('You were signed out meanwhile');
    });
  });

  it.each(['/oauth/oidc', '/oauth/elsewhere?code=c&state=s', '/oauth/oidc?code=c'])(
    'has nothing to finish at %s',
    async (url) => {
      const opened = await open(url);
      expect(opened.heading()).toBe('There is nothing to finish here');
      expect(opened.url()).toBe(url.replace(/\?.*/, ''));
      expect(completeOauth).not.toHaveBeenCalled();
    },
  );
});
