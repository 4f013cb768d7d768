import { Component, DOCUMENT, computed, inject, input, signal } from '@angular/core';
import { FormControl, FormGroup, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatError, MatFormField, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { MatProgressBar } from '@angular/material/progress-bar';
import { Router, RouterLink } from '@angular/router';
import {
  BrowserNavigation,
  type Me,
  SessionStore,
  type UserProblem,
  safeNext,
  toUserProblem,
} from '@nora/data-access';
import { ErrorPanel, PasswordField } from '@nora/ui';

import { Entrance } from '../entrance/entrance';
import { stateFor } from '../entrance/handed-over';
import { ProviderButtons } from '../providers/provider-buttons';
import { SecondFactorForm } from '../second-factor/second-factor-form';
import { SignedIn } from '../signed-in/signed-in';

/** The way in. Goes to the page that asked for it, when that is a page of this server. */
@Component({
  selector: 'nora-login',
  imports: [
    Entrance,
    ErrorPanel,
    MatButton,
    MatError,
    MatFormField,
    MatInput,
    MatLabel,
    MatProgressBar,
    PasswordField,
    ProviderButtons,
    ReactiveFormsModule,
    RouterLink,
    SecondFactorForm,
    SignedIn,
  ],
  templateUrl: './login.html',
  styleUrl: '../entrance/entrance-form.scss',
})
export class Login {
  private readonly session = inject(SessionStore);
  private readonly navigation = inject(BrowserNavigation);
  private readonly origin = inject(DOCUMENT).location.origin;

  /** Query parameter: where to go afterwards. */
  readonly next = input<string>();

  protected readonly form = new FormGroup({
    email: new FormControl(stateFor(inject(Router)).email ?? '', {
      nonNullable: true,
      validators: [Validators.required, Validators.email],
    }),
    password: new FormControl('', { nonNullable: true, validators: [Validators.required] }),
  });
  protected readonly offers = this.session.offers;
  protected readonly account = signal<Me | null>(null);
  protected readonly challenge = signal<string | null>(null);
  protected readonly working = signal(false);
  /** Why this server could not be asked what it offers. */
  protected readonly unread = signal<UserProblem | null>(null);
  protected readonly problem = signal<UserProblem | null>(null);
  protected readonly target = computed(() => safeNext(this.next() ?? null, this.origin));
  protected readonly heading = computed(() => {
    if (this.account()) return 'You are signed in';
    return this.challenge() ? 'Enter your code' : 'Log in';
  });

  constructor() {
    void this.lookAround();
  }

  protected async submit(): Promise<void> {
    this.form.markAllAsTouched();
    if (this.form.invalid || this.working()) return;
    this.working.set(true);
    this.problem.set(null);
    try {
      await this.session.login(this.form.getRawValue());
      this.goOn();
    } catch (error) {
      this.refused(toUserProblem(error));
      this.working.set(false);
    }
  }

  protected goOn(): void {
    this.navigation.assign(this.target());
  }

  /** The log-in begins again; the password is asked for once more. */
  protected startOver(problem: UserProblem | null): void {
    this.form.controls.password.reset();
    this.problem.set(problem && { ...problem, title: 'Log in once more' });
    this.challenge.set(null);
  }

  private refused(problem: UserProblem): void {
    if (problem.code === 'second_factor_required') this.challenge.set(problem.challenge);
    else this.problem.set(problem);
  }

  /** Someone who is signed in already goes on to where they were sent, or says where; a new server is claimed first. */
  protected async lookAround(): Promise<void> {
    this.unread.set(null);
    const [account] = await Promise.all([
      this.session.load(),
      this.session.bootstrap().catch((error: unknown) => this.unread.set(toUserProblem(error))),
    ]);
    if (account && this.next()) this.goOn();
    else this.account.set(account);
  }
}
