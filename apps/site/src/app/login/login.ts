import { Component, DOCUMENT, computed, inject, input, signal } from '@angular/core';
import { FormControl, FormGroup, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatError, MatFormField, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { MatProgressBar } from '@angular/material/progress-bar';
import { RouterLink } from '@angular/router';
import {
  BrowserNavigation,
  SessionStore,
  type UserProblem,
  safeNext,
  toUserProblem,
} from '@nora/data-access';
import { ErrorPanel, PasswordField } from '@nora/ui';

/** The way in. Goes to the page that asked for it, when that is a page of this server. */
@Component({
  selector: 'nora-login',
  imports: [
    ErrorPanel,
    MatButton,
    MatError,
    MatFormField,
    MatInput,
    MatLabel,
    MatProgressBar,
    PasswordField,
    ReactiveFormsModule,
    RouterLink,
  ],
  templateUrl: './login.html',
  styleUrl: './entrance.scss',
})
export class Login {
  private readonly session = inject(SessionStore);
  private readonly navigation = inject(BrowserNavigation);
  private readonly origin = inject(DOCUMENT).location.origin;

  /** Query parameter: where to go afterwards. */
  readonly next = input<string>();

  protected readonly form = new FormGroup({
    email: new FormControl('', { nonNullable: true, validators: [Validators.required, Validators.email] }),
    password: new FormControl('', { nonNullable: true, validators: [Validators.required] }),
  });
  protected readonly needsFirstAdmin = signal(false);
  protected readonly working = signal(false);
  protected readonly problem = signal<UserProblem | null>(null);
  private readonly target = computed(() => safeNext(this.next() ?? null, this.origin));

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
      this.navigation.assign(this.target());
    } catch (error) {
      this.problem.set(toUserProblem(error));
      this.working.set(false);
    }
  }

  /** Someone who is signed in already goes on; a new server is claimed first. */
  private async lookAround(): Promise<void> {
    if (await this.session.load()) {
      this.navigation.assign(this.target());
      return;
    }
    try {
      const { needsFirstAdmin } = await this.session.bootstrap();
      this.needsFirstAdmin.set(needsFirstAdmin);
    } catch (error) {
      this.problem.set(toUserProblem(error));
    }
  }
}
