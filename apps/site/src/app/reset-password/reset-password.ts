import { Component, DestroyRef, computed, effect, inject, untracked } from '@angular/core';
import { FormControl, FormGroup, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatProgressBar } from '@angular/material/progress-bar';
import { RouterLink } from '@angular/router';
import { Saving, SessionStore } from '@nora/data-access';
import { ErrorPanel, PASSWORD_MAX, PASSWORD_MIN, PasswordField, Skeleton } from '@nora/ui';

import { Entrance } from '../entrance/entrance';
import { endHeading } from '../links/link-ends';
import { LinkTokens } from '../links/link-tokens';
import { OneTimeLinkStore } from '../links/one-time-link.store';

/** Where a link leads that lets its holder choose a new password. */
@Component({
  selector: 'nora-reset-password',
  imports: [
    Entrance,
    ErrorPanel,
    MatButton,
    MatProgressBar,
    PasswordField,
    ReactiveFormsModule,
    RouterLink,
    Skeleton,
  ],
  providers: [OneTimeLinkStore],
  templateUrl: './reset-password.html',
  styleUrl: '../entrance/entrance-form.scss',
})
export class ResetPassword {
  private readonly session = inject(SessionStore);
  private readonly store = inject(OneTimeLinkStore);
  private readonly tokens = inject(LinkTokens);
  private readonly token = this.tokens.of('reset-password');

  protected readonly form = new FormGroup({
    password: new FormControl('', {
      nonNullable: true,
      validators: [
        Validators.required,
        Validators.minLength(PASSWORD_MIN),
        Validators.maxLength(PASSWORD_MAX),
      ],
    }),
  });
  protected readonly sending = new Saving();
  protected readonly state = this.store.state;
  protected readonly heading = computed(() => {
    const state = this.state();
    if (state.step === 'ended') return endHeading(state.problem);
    if (state.step === 'done') return 'Your password is changed';
    return 'Choose a new password';
  });

  constructor() {
    effect(() => {
      if (this.token()) untracked(() => this.check());
    });
    inject(DestroyRef).onDestroy(() => this.tokens.forget('reset-password'));
  }

  protected check(): void {
    const token = this.token();
    if (token) void this.store.check('password-reset', token);
  }

  protected async submit(): Promise<void> {
    const { password } = this.form.getRawValue();
    const token = this.token();
    if (!token) return;
    await this.sending.send(this.form, () => this.store.resetPassword(token, password));
    if (this.state().step !== 'done') return;
    this.tokens.drop();
    // The sessions of the account have ended, maybe that of this browser too.
    await this.session.verify();
  }
}
