import { Component, computed, effect, inject, input, output } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { FormControl, FormGroup, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatError, MatFormField, MatHint, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { MatProgressBar } from '@angular/material/progress-bar';
import { RouterLink } from '@angular/router';
import { Saving, SessionStore, type UserProblem } from '@nora/data-access';
import { ErrorPanel, PASSWORD_MAX, PASSWORD_MIN, PasswordField } from '@nora/ui';

const NAME_MAX = 80;

/** Opens an account, and signs in with it. */
@Component({
  selector: 'nora-account-form',
  imports: [
    ErrorPanel,
    MatButton,
    MatError,
    MatFormField,
    MatHint,
    MatInput,
    MatLabel,
    MatProgressBar,
    PasswordField,
    ReactiveFormsModule,
    RouterLink,
  ],
  templateUrl: './account-form.html',
  styleUrl: '../entrance/entrance-form.scss',
})
export class AccountForm {
  private readonly session = inject(SessionStore);

  /** The address of the account, where it is not to be chosen. */
  readonly email = input<string>();
  /** Of an invitation of that address, which opens an account where sign-up is closed. */
  readonly invitationToken = input<string>();
  /** What the button says. */
  readonly act = input('Sign up');
  readonly done = output<void>();
  /** Why there is no account. The form shows it as well, as long as it is there. */
  readonly refused = output<UserProblem>();

  protected readonly form = new FormGroup({
    name: new FormControl('', {
      nonNullable: true,
      validators: [Validators.required, Validators.maxLength(NAME_MAX)],
    }),
    email: new FormControl('', { nonNullable: true, validators: [Validators.required, Validators.email] }),
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
  private readonly values = toSignal(this.form.valueChanges, { initialValue: this.form.value });
  protected readonly known = computed(() => [this.values().name ?? '', this.values().email ?? '']);

  constructor() {
    effect(() => this.form.controls.email.setValue(this.email() ?? ''));
  }

  protected async submit(): Promise<void> {
    const invitationToken = this.invitationToken();
    const account = { ...this.form.getRawValue(), ...(invitationToken ? { invitationToken } : {}) };
    if (await this.sending.send(this.form, () => this.session.signUp(account))) this.done.emit();
    const problem = this.sending.problem();
    if (problem) this.refused.emit(problem);
  }
}
