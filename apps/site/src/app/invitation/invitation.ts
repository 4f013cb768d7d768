import { Component, DestroyRef, computed, effect, inject, untracked } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { Router, RouterLink } from '@angular/router';
import { BrowserNavigation, Saving, SessionStore, type UserProblem } from '@nora/data-access';
import { ErrorPanel, RelativeTime, Skeleton } from '@nora/ui';

import { Entrance } from '../entrance/entrance';
import { endHeading } from '../links/link-ends';
import { LinkTokens } from '../links/link-tokens';
import { ProviderButtons } from '../providers/provider-buttons';
import { AccountForm } from '../sign-up/account-form';
import { type InvitationOffer, InvitationStore } from './invitation.store';

const ROLES: Readonly<Record<InvitationOffer['role'], string>> = {
  viewer: 'you can look at its agents',
  editor: 'you can look at its agents and operate them',
  admin: 'you can operate its agents and manage its members, keys and rules',
};

/** Where an invitation into a workspace leads. */
@Component({
  selector: 'nora-invitation',
  imports: [
    AccountForm,
    Entrance,
    ErrorPanel,
    MatButton,
    ProviderButtons,
    RelativeTime,
    RouterLink,
    Skeleton,
  ],
  providers: [InvitationStore],
  templateUrl: './invitation.html',
  styleUrl: '../entrance/entrance-form.scss',
})
export class Invitation {
  private readonly session = inject(SessionStore);
  private readonly navigation = inject(BrowserNavigation);
  private readonly router = inject(Router);
  private readonly store = inject(InvitationStore);
  private readonly tokens = inject(LinkTokens);

  protected readonly roles = ROLES;
  protected readonly token = this.tokens.of('invitation');
  protected readonly me = this.session.me;
  protected readonly offers = this.session.offers;
  protected readonly state = this.store.state;
  protected readonly nextStep = this.store.nextStep;
  protected readonly accepting = new Saving();
  protected readonly leaving = new Saving();
  protected readonly heading = computed(() => {
    const state = this.state();
    switch (state.step) {
      case 'ended':
        return endHeading(state.problem);
      case 'member':
        return 'You are a member already';
      case 'offered':
        return `Join ${state.offer.workspaceName}`;
      default:
        return 'Join a workspace';
    }
  });
  /** The token is needed again after the way over a page that loads anew. */
  protected readonly park = () => this.tokens.park();

  constructor() {
    effect(() => {
      if (this.token()) untracked(() => this.check());
    });
    inject(DestroyRef).onDestroy(() => this.tokens.forget('invitation'));
  }

  protected check(): void {
    const token = this.token();
    if (token) void this.store.check(token);
  }

  protected async accept(): Promise<void> {
    const token = this.token();
    if (!token) return;
    await this.accepting.send(null, async () => {
      const workspace = await this.store.accept(token);
      if (!workspace) return;
      this.tokens.drop();
      this.navigation.assign(`/app/agents?workspace=${encodeURIComponent(workspace.slug)}`);
    });
  }

  protected async logIn(email: string): Promise<void> {
    this.park();
    await this.router.navigate(['/login'], { queryParams: { next: '/invitation' }, state: { email } });
  }

  /** Signs out whoever is in the way; the page then asks for what is missing. */
  protected async switchAccount(): Promise<void> {
    await this.leaving.send(null, () => this.session.logout());
  }

  /** Somebody was quicker to open the account: it is there now, and can be logged in to. */
  protected onRefused({ code }: UserProblem): void {
    if (code === 'email_taken' || code === 'signup_disabled') this.check();
  }
}
