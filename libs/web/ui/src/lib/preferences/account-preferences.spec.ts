import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { SessionStore } from '@nora/data-access';

import { formatNumber } from '../format/format-number';
import { writeLike } from '../format/format-locale';
import { ThemeStore } from '../theme/theme.store';
import { AccountPreferences } from './account-preferences';

interface Account {
  theme: string;
  locale: string | null;
}

describe('AccountPreferences', () => {
  const me = signal<Account | null>(null);
  const update = jest.fn();
  const shown = () => document.documentElement.dataset['theme'];

  beforeEach(() => {
    localStorage.clear();
    me.set(null);
    update.mockReset();
    update.mockImplementation((changes: Partial<Account>) => {
      me.update((account) => (account ? { ...account, ...changes } : null));
      return Promise.resolve();
    });
  });

  afterEach(() => writeLike(null));

  /** A page is opened: everything is new but what the browser keeps. */
  function visit(account: Account | null): ThemeStore {
    TestBed.resetTestingModule();
    TestBed.configureTestingModule({
      providers: [{ provide: SessionStore, useValue: { me, update } }],
    });
    me.set(account);
    TestBed.inject(AccountPreferences);
    const themes = TestBed.inject(ThemeStore);
    themes.apply();
    TestBed.tick();
    return themes;
  }

  /** Lets what was sent arrive. */
  async function settle(): Promise<void> {
    await Promise.resolve();
    TestBed.tick();
    await Promise.resolve();
    TestBed.tick();
  }

  it('shows the theme of the account in a browser that has not seen it before', () => {
    visit({ theme: 'dark', locale: null });
    expect(shown()).toBe('dark');
    expect(update).not.toHaveBeenCalled();
  });

  it('prefers the account to what the browser kept from an earlier visit', () => {
    visit({ theme: 'dark', locale: null });
    visit(null);
    expect(shown()).toBe('dark');
    visit({ theme: 'light', locale: null });
    expect(shown()).toBe('light');
  });

  it('saves a choice to the account', async () => {
    const themes = visit({ theme: 'auto', locale: null });
    themes.choose('dark');
    expect(shown()).toBe('dark');
    TestBed.tick();
    await settle();
    expect(update.mock.calls).toEqual([[{ theme: 'dark' }]]);
    expect(themes.unsaved()).toBe(false);
  });

  it('takes a choice that was made while signed out along to the account', async () => {
    visit(null).choose('dark');
    const themes = visit({ theme: 'auto', locale: null });
    await settle();
    expect(update.mock.calls).toEqual([[{ theme: 'dark' }]]);
    expect(shown()).toBe('dark');
    expect(themes.unsaved()).toBe(false);
  });

  it('keeps a choice that could not be saved, and hands it over at the next visit', async () => {
    update.mockRejectedValueOnce(new Error('unreachable'));
    const themes = visit({ theme: 'auto', locale: null });
    themes.choose('dark');
    TestBed.tick();
    await settle();
    expect([shown(), themes.unsaved()]).toEqual(['dark', true]);
    expect(update).toHaveBeenCalledTimes(1);
    visit({ theme: 'auto', locale: null });
    await settle();
    expect(me()?.theme).toBe('dark');
  });

  it('saves the last of several quick choices', async () => {
    const themes = visit({ theme: 'auto', locale: null });
    themes.choose('dark');
    TestBed.tick();
    themes.choose('light');
    TestBed.tick();
    await settle();
    await settle();
    expect(me()?.theme).toBe('light');
    expect([shown(), themes.unsaved()]).toEqual(['light', false]);
  });

  it('writes as is usual where the account is at home', () => {
    visit({ theme: 'auto', locale: 'de-DE' });
    expect(formatNumber(1_234.5)).toBe('1.234,5');
    me.set({ theme: 'auto', locale: 'en-GB' });
    TestBed.tick();
    expect(formatNumber(1_234.5)).toBe('1,234.5');
  });
});
