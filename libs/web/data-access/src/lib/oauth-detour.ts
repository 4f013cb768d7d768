import { Injectable, inject } from '@angular/core';

import { BrowserNavigation } from './browser-navigation';

const STORAGE_KEY = 'nora.oauth';

/** Why the browser was sent to an identity provider, and where to go afterwards. */
export interface OauthErrand {
  purpose: 'login' | 'link';
  /** A path of this origin; whoever goes there checks it first. */
  next: string;
}

/** The way to an identity provider and back. The tab remembers what it went for; nothing of it is secret. */
@Injectable({ providedIn: 'root' })
export class OauthDetour {
  private readonly navigation = inject(BrowserNavigation);

  /** Leaves for the page of the provider that the API named. */
  leave(url: string, errand: OauthErrand): void {
    sessionStorage.setItem(STORAGE_KEY, JSON.stringify(errand));
    this.navigation.leave(url);
  }

  /** What this tab went for, once; null when it has not left, or came back before. */
  take(): OauthErrand | null {
    const kept = sessionStorage.getItem(STORAGE_KEY);
    sessionStorage.removeItem(STORAGE_KEY);
    try {
      return kept === null ? null : parse(JSON.parse(kept));
    } catch {
      return null;
    }
  }
}

function parse(kept: unknown): OauthErrand | null {
  if (typeof kept !== 'object' || kept === null) return null;
  const { purpose, next } = kept as Partial<OauthErrand>;
  if ((purpose !== 'login' && purpose !== 'link') || typeof next !== 'string') return null;
  return { purpose, next };
}
