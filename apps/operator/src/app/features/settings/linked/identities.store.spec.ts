import { HttpErrorResponse } from '@angular/common/http';
import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { AccountService } from '@nora/api-client';
import { OauthDetour, SessionStore } from '@nora/data-access';
import { of, throwError } from 'rxjs';

import { IdentitiesStore, type Identity } from './identities.store';

const GITHUB: Identity = {
  ...{ id: 'i-1', provider: 'github', name: 'GitHub', email: 'ada@example.test' },
  ...{ createdAt: '2026-03-01T12:00:00Z', lastUsedAt: null },
};

describe('IdentitiesStore', () => {
  const client = { listIdentities: jest.fn(), startOauthLink: jest.fn(), unlinkIdentity: jest.fn() };
  const detour = { leave: jest.fn() };
  const me = signal({ hasPassword: true });
  const offers = signal({
    oauth: [
      { id: 'github', name: 'GitHub' },
      { id: 'oidc', name: 'Acme' },
    ],
  });
  let store: IdentitiesStore;

  beforeEach(async () => {
    jest.resetAllMocks();
    me.set({ hasPassword: true });
    client.listIdentities.mockReturnValue(of({ items: [GITHUB], nextCursor: null }));
    const session = { me, offers, bootstrap: () => Promise.resolve(offers()) };
    TestBed.configureTestingModule({
      providers: [
        IdentitiesStore,
        { provide: AccountService, useValue: client },
        { provide: OauthDetour, useValue: detour },
        { provide: SessionStore, useValue: session },
      ],
    });
    store = TestBed.inject(IdentitiesStore);
    await store.load();
  });

  it('offers the providers that are not linked', () => {
    expect(store.linkable().map(({ id }) => id)).toEqual(['oidc']);
  });

  it('remembers what it leaves for', async () => {
    client.startOauthLink.mockReturnValue(of({ url: 'https://acme.example/authorize' }));
    await store.link('oidc', { password: 'seven calm turbines hum' });
    expect(client.startOauthLink).toHaveBeenCalledWith({
      ...{ provider: 'oidc', body: { password: 'seven calm turbines hum' } },
    });
    expect(detour.leave).toHaveBeenCalledWith('https://acme.example/authorize', {
      ...{ purpose: 'link', next: '/app/settings/linked' },
    });
  });

  it('does not leave when the password was wrong', async () => {
    client.startOauthLink.mockReturnValue(throwError(() => new HttpErrorResponse({ status: 403 })));
    await expect(store.link('oidc', { password: 'wrong' })).rejects.toBeInstanceOf(HttpErrorResponse);
    expect(detour.leave).not.toHaveBeenCalled();
  });

  it('knows when the last way to sign in would go', () => {
    expect(store.lastWay()).toBe(false);
    me.set({ hasPassword: false });
    expect(store.lastWay()).toBe(true);
  });

  it('can link again what was unlinked', async () => {
    client.unlinkIdentity.mockReturnValue(of(undefined));
    expect(await store.unlink(GITHUB)).toBe(true);
    expect(store.items()).toEqual([]);
    expect(store.linkable().map(({ id }) => id)).toEqual(['github', 'oidc']);
  });

  it('says why something stays linked', async () => {
    const error = { code: 'last_credential', detail: 'Set a password first.' };
    client.unlinkIdentity.mockReturnValue(throwError(() => new HttpErrorResponse({ status: 409, error })));
    expect(await store.unlink(GITHUB)).toBe(false);
    expect(store.actProblem()).toMatchObject(error);
    expect(store.items()).toEqual([GITHUB]);
  });
});
