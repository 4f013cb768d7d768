import { DOCUMENT, DestroyRef, Injectable, InjectionToken, inject } from '@angular/core';

import { BrowserNavigation } from './browser-navigation';
import { SessionStore } from './session.store';

/** What tabs of one browser tell each other on; replaced in tests, and null where there is no such thing. */
export const SESSION_CHANNEL = new InjectionToken<BroadcastChannel | null>('SESSION_CHANNEL', {
  providedIn: 'root',
  factory: () => (typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('nora.session')),
});

/**
 * Leaves the page for the log-in when the session has ended elsewhere: nothing of the account stays on the screen.
 * A tab that nobody looks at has no event stream that would tell it; the other tabs of the browser do.
 */
@Injectable({ providedIn: 'root' })
export class SessionWatch {
  private readonly session = inject(SessionStore);
  private readonly navigation = inject(BrowserNavigation);
  private readonly channel = inject(SESSION_CHANNEL);
  private checking: Promise<void> | null = null;

  constructor() {
    const window = inject(DOCUMENT).defaultView;
    // A page that the browser kept and brings back was not there when the session ended.
    const shown = ({ persisted }: PageTransitionEvent) => void (persisted && this.check());
    const told = () => void this.check();
    window?.addEventListener('pageshow', shown);
    this.channel?.addEventListener('message', told);
    inject(DestroyRef).onDestroy(() => {
      window?.removeEventListener('pageshow', shown);
      this.channel?.removeEventListener('message', told);
      this.channel?.close();
    });
  }

  /** Asks the server whether the session still stands; leaves when it does not. Asks once at a time. */
  check(): Promise<void> {
    this.checking ??= this.ask().finally(() => (this.checking = null));
    return this.checking;
  }

  /** Ends the session and leaves, in every tab. */
  async logOut(): Promise<void> {
    this.navigation.prepareToLeave();
    try {
      await this.session.logout();
    } finally {
      this.leave('/login');
    }
  }

  /**
   * Does something that ends the session with it, and then leaves for another page; every other tab goes to the log-in.
   * @param act resolves with whether it was done; when it was not, the page stays for as long as the session stands
   */
  async leaveAfter(act: () => Promise<boolean>, path: string): Promise<void> {
    this.navigation.prepareToLeave();
    if (await act()) {
      this.leave(path);
      return;
    }
    this.navigation.stay();
    await this.check();
  }

  private leave(path: string): void {
    this.navigation.assign(path);
    this.channel?.postMessage('ended');
  }

  private async ask(): Promise<void> {
    const me = await this.session.verify();
    // A server that cannot be reached has said nothing about the session.
    if (me || this.session.problem()) return;
    this.channel?.postMessage('ended');
    this.navigation.toLogin();
  }
}
