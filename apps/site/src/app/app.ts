import { Component, computed, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink, RouterLinkActive, RouterOutlet } from '@angular/router';
import { BrowserNavigation, SessionStore } from '@nora/data-access';
import { BannerNotice, ThemeMenu } from '@nora/ui';

/** Header, page, footer of the public site. */
@Component({
  selector: 'nora-root',
  imports: [BannerNotice, MatButton, RouterLink, RouterLinkActive, RouterOutlet, ThemeMenu],
  templateUrl: './app.html',
  styleUrl: './app.scss',
  host: { '(window:pageshow)': 'shown($event)' },
})
export class App {
  private readonly session = inject(SessionStore);
  private readonly navigation = inject(BrowserNavigation);

  protected readonly me = this.session.me;
  protected readonly offers = this.session.offers;
  /** A server that nobody owns has nobody to log in. */
  protected readonly claimed = computed(() => this.offers()?.needsFirstAdmin === false);

  constructor() {
    void this.session.load();
    // The page itself says so when the server cannot be reached.
    this.session.bootstrap().catch(() => null);
  }

  /** A page that the browser kept while it was elsewhere may show a form that was sent long ago. */
  protected shown({ persisted }: PageTransitionEvent): void {
    if (persisted) this.navigation.reload();
  }
}
