import { HttpErrorResponse } from '@angular/common/http';
import { signal } from '@angular/core';
import { InvitationsService } from '@nora/api-client';
import { BrowserNavigation, SessionStore } from '@nora/data-access';
import { of, throwError } from 'rxjs';

import { takeToken } from '../links/take-token.guard';
import { openPage } from '../testing/open-page';
import { Invitation } from './invitation';

const OFFER = {
  ...{ workspaceName: 'Research', email: 'grace@example.test', role: 'editor', invitedBy: 'Ada' },
  ...{ expiresAt: new Date(Date.now() + 3_600_000).toISOString(), accountExists: true },
};
const refuse = (status: number, code: string) =>
  throwError(() => new HttpErrorResponse({ status, error: { code, detail: `Because of ${code}.` } }));

describe('Invitation', () => {
  const checkInvitation = jest.fn();
  const acceptInvitation = jest.fn();
  const signUp = jest.fn();
  const logout = jest.fn();
  const assign = jest.fn();
  let me: ReturnType<typeof signal<{ email: string } | null>>;
  let signupEnabled: boolean;

  beforeEach(() => {
    jest.resetAllMocks();
    sessionStorage.clear();
    checkInvitation.mockReturnValue(of(OFFER));
    acceptInvitation.mockReturnValue(of({ slug: 'research' }));
    me = signal(null);
    signupEnabled = false;
    signUp.mockImplementation(({ email }: { email: string }) => Promise.resolve(me.set({ email })));
    logout.mockImplementation(() => Promise.resolve(me.set(null)));
  });

  const open = (url = '/invitation#token=secret') => {
    const offers = { mail: false, signupEnabled, oauth: [{ id: 'oidc', name: 'Example ID' }] };
    return openPage(Invitation, { path: 'invitation', canActivate: [takeToken('invitation')] }, url, [
      { provide: InvitationsService, useValue: { checkInvitation, acceptInvitation } },
      {
        provide: SessionStore,
        useValue: {
          ...{ me, signUp, logout, problem: () => null, offers: signal(offers) },
          ...{ load: () => Promise.resolve(me()), bootstrap: () => Promise.resolve(offers) },
        },
      },
      { provide: BrowserNavigation, useValue: { assign } },
    ]);
  };

  it('shows what is offered, and lets who it is for accept it', async () => {
    me.set({ email: 'Grace@Example.test' });
    const opened = await open();
    expect(opened.url()).toBe('/invitation');
    expect(opened.heading()).toBe('Join Research');
    expect(opened.text()).toContain('Ada invites grace@example.test to the workspace “Research” as editor');
    await opened.press('Accept the invitation');
    expect(acceptInvitation).toHaveBeenCalledWith({ body: { token: 'secret' } });
    expect(assign).toHaveBeenCalledWith('/app/agents?workspace=research');
  });

  it('tells somebody else whom it is for, and lets them switch', async () => {
    me.set({ email: 'ada@example.test' });
    const opened = await open();
    expect(opened.text()).toContain(
      'You are signed in as ada@example.test. Only grace@example.test can accept this invitation.',
    );
    expect(opened.text()).not.toContain('Accept the invitation');
    await opened.press('Switch the account');
    expect(logout).toHaveBeenCalled();
    expect(opened.text()).toContain('Log in to accept');
  });

  it('sends an account to log in and to come back, with the token kept in this tab meanwhile', async () => {
    const opened = await open();
    expect(sessionStorage).toHaveLength(0);
    await opened.press('Log in to accept');
    expect(opened.url()).toBe('/login?next=%2Finvitation');
    expect(sessionStorage.getItem('nora.link')).toContain('secret');
  });

  it('opens an account for the invited address, and joins with it', async () => {
    checkInvitation.mockReturnValue(of({ ...OFFER, accountExists: false }));
    const opened = await open();
    const email = opened.page.querySelector<HTMLInputElement>('input[type=email]');
    expect([email?.value, email?.readOnly]).toEqual(['grace@example.test', true]);
    opened.fill('name', 'Grace');
    opened.fill('password', 'quartz lamp under violet');
    await opened.submit();
    expect(signUp).toHaveBeenCalledWith({
      ...{ name: 'Grace', email: 'grace@example.test', password: 'quartz lamp under violet' },
      invitationToken: 'secret',
    });
    expect(assign).toHaveBeenCalledWith('/app/agents?workspace=research');
  });

  it('lets a stranger come in by an identity provider only where sign-up is open to all', async () => {
    checkInvitation.mockReturnValue(of({ ...OFFER, accountExists: false }));
    expect((await open()).text()).not.toContain('Continue with');
  });

  it('lets a stranger come in by an identity provider where sign-up is open', async () => {
    checkInvitation.mockReturnValue(of({ ...OFFER, accountExists: false }));
    signupEnabled = true;
    expect((await open()).text()).toContain('Continue with Example ID');
  });

  it.each([
    [404, 'not_found', 'This link is not valid'],
    [410, 'link_expired', 'This link has expired'],
    [410, 'link_used', 'This link was used already'],
    [410, 'invitation_revoked', 'This invitation was withdrawn'],
  ])('says what is wrong with an invitation (%d %s) and whom to ask', async (status, code, heading) => {
    checkInvitation.mockReturnValue(refuse(status, code));
    const opened = await open();
    expect(opened.heading()).toBe(heading);
    expect(opened.text()).toContain('Ask the person who invited you for a new link.');
  });

  it('says so when it was withdrawn while it was looked at', async () => {
    me.set({ email: 'grace@example.test' });
    acceptInvitation.mockReturnValue(refuse(410, 'invitation_revoked'));
    const opened = await open();
    await opened.press('Accept the invitation');
    expect(opened.heading()).toBe('This invitation was withdrawn');
    expect(assign).not.toHaveBeenCalled();
  });

  it('leads a member to the console', async () => {
    me.set({ email: 'grace@example.test' });
    acceptInvitation.mockReturnValue(refuse(409, 'already_member'));
    const opened = await open();
    await opened.press('Accept the invitation');
    expect(opened.heading()).toBe('You are a member already');
  });

  it('asks for the link when it was opened without', async () => {
    const opened = await open('/invitation');
    expect(checkInvitation).not.toHaveBeenCalled();
    expect(opened.text()).toContain('Open the link of your invitation once more.');
  });
});
