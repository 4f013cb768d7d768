import { Component, DOCUMENT, type OnInit, computed, inject, input, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { OAUTH_PROVIDERS } from '@nora/contracts';
import {
  BrowserNavigation,
  OauthDetour,
  type OauthProvider,
  type OauthReturn as ReturnedQuery,
  ProblemError,
  Saving,
  SessionStore,
  type UserProblem,
  safeNext,
  toUserProblem,
} from '@nora/data-access';
import { ErrorPanel, Skeleton } from '@nora/ui';

import { Entrance } from '../entrance/entrance';
import { SecondFactorForm } from '../second-factor/second-factor-form';
import { OauthReturnStore } from './oauth-return.store';
import { type Refusal, refusalOf } from './refusals';
import { Returned } from './returned';

const LINKED_ACCOUNTS = '/app/settings/linked';
const NAMES: Readonly<Record<OauthProvider, string>> = {
  github: 'GitHub',
  google: 'Google',
  oidc: 'single sign-on',
};

/** How far the page is. */
type Step =
  | { step: 'working' | 'nothing' }
  | { step: 'second-factor'; challenge: string }
  | { step: 'refused'; refusal: Refusal };

/** Where an identity provider sends the browser back to: ends the log-in, or the link, that was begun. */
@Component({
  selector: 'nora-oauth-return',
  imports: [Entrance, ErrorPanel, MatButton, RouterLink, SecondFactorForm, Skeleton],
  providers: [OauthReturnStore],
  templateUrl: './oauth-return.html',
  styleUrl: '../entrance/entrance-form.scss',
})
export class OauthReturn implements OnInit {
  private readonly session = inject(SessionStore);
  private readonly store = inject(OauthReturnStore);
  private readonly detour = inject(OauthDetour);
  private readonly navigation = inject(BrowserNavigation);
  private readonly origin = inject(DOCUMENT).location.origin;
  private readonly returned = inject(Returned);

  /** Of the path. */
  readonly provider = input.required<string>();

  protected readonly linkedAccounts = LINKED_ACCOUNTS;
  protected readonly errand = this.detour.take() ?? { purpose: 'login' as const, next: '' };
  protected readonly target = safeNext(this.errand.next, this.origin);
  protected readonly now = signal<Step>({ step: 'working' });
  protected readonly again = new Saving();
  protected readonly name = computed(() => {
    const known = this.session.offers()?.oauth.find(({ id }) => id === this.provider());
    return known?.name ?? NAMES[this.provider() as OauthProvider] ?? 'the identity provider';
  });
  protected readonly heading = computed(() => {
    const now = this.now();
    switch (now.step) {
      case 'working':
        return this.errand.purpose === 'link' ? 'Linking your account' : 'Logging in';
      case 'nothing':
        return 'There is nothing to finish here';
      case 'second-factor':
        return 'Enter your code';
      case 'refused':
        return now.refusal.heading;
    }
  });

  ngOnInit(): void {
    const query = this.returned.take();
    const provider = OAUTH_PROVIDERS.find((known) => known === this.provider());
    if (query && provider) void this.finish(provider, query);
    else this.now.set({ step: 'nothing' });
  }

  protected goOn(): void {
    this.navigation.assign(this.target);
  }

  /** The log-in that waited for its code is over: the way begins at the provider again. */
  protected startOver(problem: UserProblem | null): void {
    if (problem) this.refuse(problem);
    else this.navigation.assign('/login');
  }

  protected async beginAgain(): Promise<void> {
    const provider = OAUTH_PROVIDERS.find((known) => known === this.provider());
    if (!provider) return;
    await this.again.send(null, async () => {
      this.detour.leave(await this.session.startOauth(provider), this.errand);
    });
  }

  private async finish(provider: OauthProvider, query: ReturnedQuery): Promise<void> {
    try {
      // What the provider is called here is nice to know, and nothing more.
      await this.session.bootstrap().catch(() => null);
      if (this.errand.purpose === 'link') await this.link(provider, query);
      else await this.session.completeOauth(provider, query);
      this.goOn();
    } catch (error) {
      this.refuse(toUserProblem(error));
    }
  }

  private async link(provider: OauthProvider, query: ReturnedQuery): Promise<void> {
    // Asked first: a refusal of the call itself would lead to the log-in page, and the return would be lost there.
    if (!(await this.session.load()) && !this.session.problem()) {
      throw new ProblemError(401, { code: 'unauthenticated', detail: '' }, null);
    }
    await this.store.link(provider, query);
  }

  private refuse(problem: UserProblem): void {
    const { challenge } = problem;
    if (challenge !== null) this.now.set({ step: 'second-factor', challenge });
    else {
      const refusal = refusalOf(problem, this.errand.purpose, this.name());
      this.now.set({ step: 'refused', refusal });
    }
  }
}
