import { NgTemplateOutlet } from '@angular/common';
import { Component, DestroyRef, computed, effect, inject, untracked } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { Saving, SessionStore } from '@nora/data-access';
import { ErrorPanel, Skeleton } from '@nora/ui';

import { Entrance } from '../entrance/entrance';
import { endHeading } from '../links/link-ends';
import { LinkTokens } from '../links/link-tokens';
import { OneTimeLinkStore } from '../links/one-time-link.store';

/**
 * Where a link leads that proves an address. It asks before it uses the link: programs that look at mail open links
 * too, and a stranger's account must not be proven because of that.
 */
@Component({
  selector: 'nora-verify-email',
  imports: [Entrance, ErrorPanel, MatButton, NgTemplateOutlet, RouterLink, Skeleton],
  providers: [OneTimeLinkStore],
  templateUrl: './verify-email.html',
  styleUrl: '../entrance/entrance-form.scss',
})
export class VerifyEmail {
  private readonly session = inject(SessionStore);
  private readonly store = inject(OneTimeLinkStore);
  private readonly tokens = inject(LinkTokens);
  private readonly token = this.tokens.of('verify-email');

  protected readonly unopened = 'Open the link that you were sent once more.';
  protected readonly me = this.session.me;
  protected readonly offers = this.session.offers;
  protected readonly state = this.store.state;
  protected readonly confirming = new Saving();
  protected readonly asking = new Saving();
  protected readonly heading = computed(() => {
    const state = this.state();
    if (this.asking.saved()) return 'Look into your mailbox';
    if (state.step === 'ended') return endHeading(state.problem);
    if (state.step === 'done') return 'Your address is confirmed';
    return 'Confirm your e-mail address';
  });

  constructor() {
    effect(() => {
      if (this.token()) untracked(() => this.check());
    });
    inject(DestroyRef).onDestroy(() => this.tokens.forget('verify-email'));
    void this.session.load();
  }

  protected check(): void {
    const token = this.token();
    if (token) void this.store.check('email-verification', token);
  }

  protected async confirm(): Promise<void> {
    const token = this.token();
    if (!token) return;
    await this.confirming.send(null, () => this.store.verifyEmail(token));
    if (this.state().step !== 'done') return;
    this.tokens.drop();
    await this.session.verify();
  }

  protected async askAgain(): Promise<void> {
    await this.asking.send(null, () => this.store.requestEmailVerification());
  }
}
