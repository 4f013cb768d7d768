import { HttpErrorResponse } from '@angular/common/http';
import { signal } from '@angular/core';
import { AccountService, AuthService } from '@nora/api-client';
import { SessionStore } from '@nora/data-access';
import { of, throwError } from 'rxjs';

import { takeToken } from '../links/take-token.guard';
import { openPage } from '../testing/open-page';
import { VerifyEmail } from './verify-email';

const ADA = { name: 'Ada', email: 'ada@example.test', emailVerified: false };

describe('VerifyEmail', () => {
  const checkLink = jest.fn();
  const verifyEmail = jest.fn();
  const requestEmailVerification = jest.fn();
  const verify = jest.fn();
  let me: typeof ADA | null;
  let mail: boolean;

  beforeEach(() => {
    jest.resetAllMocks();
    checkLink.mockReturnValue(of({ name: 'Ada', email: 'ada@example.test' }));
    verifyEmail.mockReturnValue(of(undefined));
    requestEmailVerification.mockReturnValue(of({}));
    [me, mail] = [null, true];
  });

  const open = (url = '/verify-email#token=secret') =>
    openPage(VerifyEmail, { path: 'verify-email', canActivate: [takeToken('verify-email')] }, url, [
      { provide: AuthService, useValue: { checkLink, verifyEmail } },
      { provide: AccountService, useValue: { requestEmailVerification } },
      {
        provide: SessionStore,
        useValue: { verify, me: signal(me), offers: signal({ mail }), load: () => Promise.resolve(me) },
      },
    ]);

  it('does not use the link before the person has said that the account is theirs', async () => {
    const opened = await open();
    expect(opened.text()).toContain('Did you open the account of Ada with ada@example.test?');
    expect(verifyEmail).not.toHaveBeenCalled();
    await opened.press('Confirm the address');
    expect(verifyEmail).toHaveBeenCalledWith({ body: { token: 'secret' } });
    expect(opened.heading()).toBe('Your address is confirmed');
    expect(verify).toHaveBeenCalled();
  });

  describe('of a link that has ended', () => {
    beforeEach(() =>
      checkLink.mockReturnValue(
        throwError(
          () => new HttpErrorResponse({ status: 410, error: { code: 'link_expired', detail: 'Too late.' } }),
        ),
      ),
    );

    it('has another one sent to who is signed in', async () => {
      me = ADA;
      const opened = await open();
      expect(opened.heading()).toBe('This link has expired');
      await opened.press('Send a new link');
      expect(requestEmailVerification).toHaveBeenCalled();
      expect(opened.heading()).toBe('Look into your mailbox');
    });

    it('offers no other where no mail is sent', async () => {
      [me, mail] = [ADA, false];
      expect((await open()).text()).not.toContain('Send a new link');
    });

    it('has nothing to do for an address that is confirmed', async () => {
      me = { ...ADA, emailVerified: true };
      const opened = await open();
      expect(opened.text()).toContain('There is nothing left to do');
      expect(opened.text()).not.toContain('Send a new link');
    });

    it('asks who is signed out to log in, and to come back', async () => {
      const opened = await open();
      expect(opened.page.querySelector('a')?.getAttribute('href')).toBe('/login?next=%2Fverify-email');
    });
  });
});
