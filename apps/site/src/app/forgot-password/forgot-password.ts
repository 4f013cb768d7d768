import { Component, computed, inject, signal } from '@angular/core';
import { FormControl, FormGroup, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatError, MatFormField, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { Router, RouterLink } from '@angular/router';
import { Saving, SessionStore, type UserProblem, toUserProblem } from '@nora/data-access';
import { ErrorPanel, Skeleton } from '@nora/ui';

import { Entrance } from '../entrance/entrance';
import { stateFor } from '../entrance/handed-over';
import { OneTimeLinkStore } from '../links/one-time-link.store';

/** Asks for a link to a new password. The answer is the same for everybody. */
@Component({
  selector: 'nora-forgot-password',
  imports: [
    Entrance,
    ErrorPanel,
    MatButton,
    MatError,
    MatFormField,
    MatInput,
    MatLabel,
    ReactiveFormsModule,
    RouterLink,
    Skeleton,
  ],
  providers: [OneTimeLinkStore],
  templateUrl: './forgot-password.html',
  styleUrl: '../entrance/entrance-form.scss',
})
export class ForgotPassword {
  private readonly session = inject(SessionStore);
  private readonly links = inject(OneTimeLinkStore);

  protected readonly form = new FormGroup({
    email: new FormControl(stateFor(inject(Router)).email ?? '', {
      nonNullable: true,
      validators: [Validators.required, Validators.email],
    }),
  });
  protected readonly offers = this.session.offers;
  protected readonly problem = signal<UserProblem | null>(null);
  protected readonly sending = new Saving();
  /** The address that was asked for. */
  protected readonly asked = signal<string | null>(null);
  protected readonly heading = computed(() =>
    this.asked() ? 'Look into your mailbox' : 'Forgot your password?',
  );

  constructor() {
    void this.lookAround();
  }

  protected async lookAround(): Promise<void> {
    this.problem.set(null);
    try {
      await this.session.bootstrap();
    } catch (error) {
      this.problem.set(toUserProblem(error));
    }
  }

  protected async submit(): Promise<void> {
    const { email } = this.form.getRawValue();
    const taken = await this.sending.send(this.form, () => this.links.requestPasswordReset(email));
    if (taken) this.asked.set(email);
  }
}
