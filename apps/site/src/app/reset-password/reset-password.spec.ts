import { HttpErrorResponse } from '@angular/common/http';
import { TestBed } from '@angular/core/testing';
import { AccountService, AuthService } from '@nora/api-client';
import { SessionStore } from '@nora/data-access';
import { of, throwError } from 'rxjs';

import { LinkTokens } from '../links/link-tokens';
import { takeToken } from '../links/take-token.guard';
import { type OpenPage, openPage } from '../testing/open-page';
import { ResetPassword } from './reset-password';

const refuse = (status: number, code: string, errors?: object[]) =>
  throwError(() => new HttpErrorResponse({ status, error: { code, detail: `Because of ${code}.`, errors } }));

describe('ResetPassword', () => {
  const checkLink = jest.fn();
  const resetPassword = jest.fn();
  const verify = jest.fn();

  beforeEach(() => {
    jest.resetAllMocks();
    checkLink.mockReturnValue(of({ name: 'Ada', email: 'ada@example.test' }));
    resetPassword.mockReturnValue(of(undefined));
  });

  const open = (url = '/reset-password#token=secret') => {
    const path = 'reset-password';
    return openPage(
      ResetPassword,
      { path, canActivate: [takeToken(path)], runGuardsAndResolvers: 'always' },
      url,
      [
        { provide: AuthService, useValue: { checkLink, resetPassword } },
        { provide: AccountService, useValue: {} },
        { provide: SessionStore, useValue: { verify } },
      ],
    );
  };

  async function choose(opened: OpenPage, password = 'quartz lamp under violet') {
    opened.fill('password', password);
    await opened.submit();
  }

  it('says whose password it is, sets it, and forgets the link', async () => {
    const opened = await open();
    expect(checkLink).toHaveBeenCalledWith({ body: { kind: 'password-reset', token: 'secret' } });
    expect(opened.url()).toBe('/reset-password');
    expect(opened.text()).toContain('ada@example.test');
    await choose(opened);
    expect(resetPassword).toHaveBeenCalledWith({
      body: { token: 'secret', password: 'quartz lamp under violet' },
    });
    expect(opened.heading()).toBe('Your password is changed');
    expect(TestBed.inject(LinkTokens).of('reset-password')()).toBeNull();
    // This browser may have been signed out with the rest.
    expect(verify).toHaveBeenCalled();
  });

  it.each([
    [404, 'not_found', 'This link is not valid'],
    [422, 'validation_failed', 'This link is not valid'],
    [410, 'link_used', 'This link was used already'],
    [410, 'link_expired', 'This link has expired'],
  ])('says what is wrong with a link (%d %s) and where to get another', async (status, code, heading) => {
    checkLink.mockReturnValue(refuse(status, code));
    const opened = await open();
    expect(opened.heading()).toBe(heading);
    expect(opened.page.querySelector('a')?.getAttribute('href')).toBe('/forgot-password');
    expect(opened.page.querySelector('form')).toBeNull();
  });

  it('says so when the link was used between opening it and choosing', async () => {
    resetPassword.mockReturnValue(refuse(410, 'link_used'));
    const opened = await open();
    await choose(opened);
    expect(opened.heading()).toBe('This link was used already');
    expect(verify).not.toHaveBeenCalled();
  });

  it('shows what is wrong with the password beside it, and keeps the link', async () => {
    const errors = [{ path: 'password', code: 'isLength', message: 'Too simple.' }];
    resetPassword.mockReturnValueOnce(refuse(422, 'validation_failed', errors));
    const opened = await open();
    await choose(opened);
    expect(opened.text()).toContain('Too simple.');
    await choose(opened, 'eight by eight');
    expect(opened.heading()).toBe('Your password is changed');
  });

  it('can be tried again when the link could not be looked at', async () => {
    checkLink.mockReturnValueOnce(refuse(503, 'service_unavailable'));
    const opened = await open();
    await opened.press('Try again');
    expect(opened.text()).toContain('ada@example.test');
  });

  it('asks for the link when it was opened without', async () => {
    const opened = await open('/reset-password');
    expect(checkLink).not.toHaveBeenCalled();
    expect(opened.text()).toContain('Open the link that you were given once more');
  });
});
