import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { MatDialog } from '@angular/material/dialog';
import { provideRouter } from '@angular/router';
import { ProblemError, SessionStore, SessionWatch } from '@nora/data-access';
import { provideNoraUi } from '@nora/ui';

import { sampleUser } from '../../../testing/samples';
import { UserQuestions } from '../user-questions';
import { type UserDetail, UserStore } from '../user.store';
import { UserAccess } from './user-access';

describe('UserAccess', () => {
  const store = {
    isOnlyAdmin: signal(false),
    change: jest.fn(),
    refresh: jest.fn(),
    issueResetLink: jest.fn(),
  };
  const questions = { beforePromotion: jest.fn(), beforeDemotion: jest.fn(), beforeDisabling: jest.fn() };
  const verify = jest.fn();
  const open = jest.fn();

  beforeEach(() => {
    jest.resetAllMocks();
    store.isOnlyAdmin.set(false);
    store.change.mockResolvedValue(undefined);
  });

  function render(user: UserDetail, me = 'me') {
    TestBed.configureTestingModule({
      providers: [
        provideRouter([{ path: '**', children: [] }]),
        provideNoraUi(),
        { provide: UserStore, useValue: store },
        { provide: UserQuestions, useValue: questions },
        { provide: SessionStore, useValue: { me: signal({ id: me }), verify } },
        { provide: SessionWatch, useValue: {} },
        { provide: MatDialog, useValue: { open } },
      ],
    });
    const fixture = TestBed.createComponent(UserAccess);
    fixture.componentRef.setInput('user', user);
    fixture.detectChanges();
    const element = fixture.nativeElement as HTMLElement;
    const buttons = () => [...element.querySelectorAll('button')];
    const words = () => buttons().map(({ textContent }) => textContent.trim());
    const press = async (word: string) => {
      buttons()
        .find(({ textContent }) => textContent.trim() === word)
        ?.click();
      await fixture.whenStable();
      fixture.detectChanges();
    };
    return { element, words, press };
  }

  it('offers what can be done to the account of somebody else, and nothing that would do nothing', () => {
    const { words } = render(sampleUser());
    expect(words()).toEqual(['Make administrator', 'Disable account', 'Issue a reset link']);
    TestBed.resetTestingModule();
    const signedIn = sampleUser({ sessionCount: 2, secondFactor: true, platformRole: 'admin' });
    expect(render(signedIn).words()).toEqual([
      'Make user',
      'Disable account',
      'End all sessions',
      'Issue a reset link',
      'Remove second factor',
    ]);
    TestBed.resetTestingModule();
    const disabled = sampleUser({ disabledAt: '2026-03-01T10:00:00.000Z' });
    expect(render(disabled).words()).toEqual(['Make administrator', 'Enable account']);
  });

  it('offers nothing with which people lock themselves out, and says so', () => {
    const own = sampleUser({ platformRole: 'admin', sessionCount: 1, secondFactor: true });
    const { element, words } = render(own, own.id);
    expect(words()).toEqual(['Make user', 'End all sessions']);
    expect(element.textContent).toContain('by another administrator only');
  });

  it('explains beforehand why the only administrator stays one', () => {
    store.isOnlyAdmin.set(true);
    const own = sampleUser({ platformRole: 'admin' });
    const { element, words } = render(own, own.id);
    expect(words()).toEqual([]);
    expect(element.textContent).toContain('the only administrator who can sign in');
  });

  it('does nothing that was not confirmed', async () => {
    questions.beforeDisabling.mockResolvedValue(false);
    const { press } = render(sampleUser());
    await press('Disable account');
    expect(store.change).not.toHaveBeenCalled();
  });

  it('says how to go on when somebody else was quicker and this is the last administrator', async () => {
    questions.beforeDemotion.mockResolvedValue(true);
    store.change.mockRejectedValue(new ProblemError(409, { code: 'last_admin' }, null));
    const { element, press } = render(sampleUser({ platformRole: 'admin' }));
    await press('Make user');
    expect(element.textContent).toContain('This server keeps one administrator');
    expect(element.querySelector('a[href="/users?role=user&state=active"]')).not.toBeNull();
    expect(store.refresh).toHaveBeenCalled();
  });

  it('leaves the console when people give up their own role', async () => {
    questions.beforeDemotion.mockResolvedValue(true);
    const own = sampleUser({ platformRole: 'admin' });
    const { press } = render(own, own.id);
    await press('Make user');
    expect(store.change).toHaveBeenCalledWith(own, { platformRole: 'user' });
    expect(verify).toHaveBeenCalled();
  });

  it('shows a link for a new password in a dialog that a click beside it does not close', async () => {
    const link = { url: 'https://nora.test/reset#token=x', expiresAt: '2026-03-01T10:00:00.000Z' };
    store.issueResetLink.mockResolvedValue(link);
    await render(sampleUser()).press('Issue a reset link');
    expect(open.mock.calls[0][1]).toMatchObject({
      disableClose: true,
      data: { email: 'bob@example.test', link },
    });
  });
});
