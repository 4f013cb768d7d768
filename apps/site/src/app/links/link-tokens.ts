import { Injectable, type Signal, computed, signal } from '@angular/core';

/** Pages that links with one-time tokens lead to. */
export type LinkPage = 'reset-password' | 'verify-email' | 'invitation';

interface HeldToken {
  page: LinkPage;
  token: string;
}

const STORAGE_KEY = 'nora.link';

/**
 * The one-time token of the link that was opened. It is held in memory, and in the storage of the tab only while the
 * way leads over a page that loads anew.
 */
@Injectable({ providedIn: 'root' })
export class LinkTokens {
  private readonly held = signal<HeldToken | null>(null);

  /** The token for a page; null when its link was not opened, or is not needed any more. */
  of(page: LinkPage): Signal<string | null> {
    return computed(() => {
      const held = this.held();
      return held?.page === page ? held.token : null;
    });
  }

  hold(page: LinkPage, token: string): void {
    this.held.set({ page, token });
  }

  /** Forgets the token of a page that is left; one that is parked stays so. */
  forget(page: LinkPage): void {
    if (this.held()?.page === page) this.held.set(null);
  }

  /** Forgets every token, wherever it is. */
  drop(): void {
    this.held.set(null);
    sessionStorage.removeItem(STORAGE_KEY);
  }

  /** Keeps the token for the way over another page. */
  park(): void {
    const held = this.held();
    if (held) sessionStorage.setItem(STORAGE_KEY, JSON.stringify(held));
  }

  /** Takes back what was parked for a page, when nothing newer is held. */
  unpark(page: LinkPage): void {
    const parked = parse(sessionStorage.getItem(STORAGE_KEY));
    if (parked?.page !== page) return;
    sessionStorage.removeItem(STORAGE_KEY);
    if (this.held()?.page !== page) this.held.set(parked);
  }
}

function parse(text: string | null): HeldToken | null {
  try {
    const { page, token } = JSON.parse(text ?? '{}') as Partial<HeldToken>;
    return page !== undefined && typeof token === 'string' ? { page, token } : null;
  } catch {
    return null;
  }
}
