import { Component, inject, input, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import {
  OauthDetour,
  type OauthProvider,
  type OfferedProvider,
  SessionStore,
  type UserProblem,
  toUserProblem,
} from '@nora/data-access';
import { ErrorPanel } from '@nora/ui';

/** One button for each identity provider this server is set up with. */
@Component({
  selector: 'nora-provider-buttons',
  imports: [ErrorPanel, MatButton],
  templateUrl: './provider-buttons.html',
  styleUrl: './provider-buttons.scss',
})
export class ProviderButtons {
  private readonly session = inject(SessionStore);
  private readonly detour = inject(OauthDetour);

  readonly providers = input.required<readonly OfferedProvider[]>();
  /** Where to go afterwards. */
  readonly next = input.required<string>();
  /** Called before the page is left. */
  readonly beforeLeaving = input<() => void>();

  protected readonly chosen = signal<OauthProvider | null>(null);
  protected readonly problem = signal<UserProblem | null>(null);

  protected async leave(provider: OauthProvider): Promise<void> {
    this.chosen.set(provider);
    this.problem.set(null);
    try {
      const url = await this.session.startOauth(provider);
      this.beforeLeaving()?.();
      this.detour.leave(url, { purpose: 'login', next: this.next() });
    } catch (error) {
      this.problem.set(toUserProblem(error));
      this.chosen.set(null);
    }
  }
}
