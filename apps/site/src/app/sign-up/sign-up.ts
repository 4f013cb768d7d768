import { Component, DOCUMENT, computed, inject, input, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import {
  BrowserNavigation,
  type Me,
  SessionStore,
  type UserProblem,
  safeNext,
  toUserProblem,
} from '@nora/data-access';
import { ErrorPanel, Skeleton } from '@nora/ui';

import { Entrance } from '../entrance/entrance';
import { ProviderButtons } from '../providers/provider-buttons';
import { SignedIn } from '../signed-in/signed-in';
import { AccountForm } from './account-form';

const HEADINGS = {
  loading: 'Sign up',
  failed: 'Sign up',
  open: 'Sign up',
  'signed-in': 'You are signed in',
  unclaimed: 'This server is not claimed yet',
  closed: 'Sign-up is closed',
};

/** Where strangers open an account, when this server lets them. */
@Component({
  selector: 'nora-sign-up',
  imports: [AccountForm, Entrance, ErrorPanel, MatButton, ProviderButtons, RouterLink, SignedIn, Skeleton],
  templateUrl: './sign-up.html',
  styleUrl: '../entrance/entrance-form.scss',
})
export class SignUp {
  private readonly session = inject(SessionStore);
  private readonly navigation = inject(BrowserNavigation);
  private readonly origin = inject(DOCUMENT).location.origin;

  /** Query parameter: where to go afterwards. */
  readonly next = input<string>();

  protected readonly account = signal<Me | null>(null);
  protected readonly problem = signal<UserProblem | null>(null);
  protected readonly offers = this.session.offers;
  /** True once the server has said so itself, whatever it said before. */
  private readonly refused = signal(false);
  private readonly looked = signal(false);
  protected readonly target = computed(() => safeNext(this.next() ?? null, this.origin));
  protected readonly state = computed<keyof typeof HEADINGS>(() => {
    const offers = this.offers();
    if (this.problem()) return 'failed';
    if (!this.looked() || !offers) return 'loading';
    if (this.account()) return 'signed-in';
    if (offers.needsFirstAdmin) return 'unclaimed';
    return offers.signupEnabled && !this.refused() ? 'open' : 'closed';
  });
  protected readonly heading = computed(() => HEADINGS[this.state()]);

  constructor() {
    void this.lookAround();
  }

  protected async lookAround(): Promise<void> {
    this.problem.set(null);
    try {
      const [account] = await Promise.all([this.session.load(), this.session.bootstrap()]);
      this.account.set(account);
      this.looked.set(true);
    } catch (error) {
      this.problem.set(toUserProblem(error));
    }
  }

  protected goOn(): void {
    this.navigation.assign(this.target());
  }

  protected onRefused({ code }: UserProblem): void {
    if (code === 'signup_disabled') this.refused.set(true);
  }
}
