import { signal } from '@angular/core';
import { AccountService, AuthService } from '@nora/api-client';
import { SessionStore } from '@nora/data-access';
import { of } from 'rxjs';

import { openPage } from '../testing/open-page';
import { ForgotPassword } from './forgot-password';

describe('ForgotPassword', () => {
  const requestPasswordReset = jest.fn();

  const open = (mail: boolean) =>
    openPage(ForgotPassword, { path: 'forgot-password' }, '/forgot-password', [
      { provide: AuthService, useValue: { requestPasswordReset } },
      { provide: AccountService, useValue: {} },
      {
        provide: SessionStore,
        useValue: { offers: signal({ mail }), bootstrap: () => Promise.resolve({ mail }) },
      },
    ]);

  beforeEach(() => requestPasswordReset.mockReset().mockReturnValue(of({})));

  it('says the same to everybody, and lets another address be tried', async () => {
    const opened = await open(true);
    opened.fill('email', 'nobody@example.test');
    await opened.submit();
    expect(requestPasswordReset).toHaveBeenCalledWith({ body: { email: 'nobody@example.test' } });
    expect(opened.text()).toContain('If nobody@example.test has an account here, a link is on its way.');
    await opened.press('Another address');
    expect(opened.page.querySelector<HTMLInputElement>('input')?.value).toBe('nobody@example.test');
  });

  it('says whom to ask where no mail is sent', async () => {
    const opened = await open(false);
    expect(opened.text()).toContain('Ask an administrator');
    expect(opened.page.querySelector('form')).toBeNull();
  });
});
