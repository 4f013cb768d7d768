import { Component, computed, inject, input, output, signal } from '@angular/core';
import { FormControl, FormGroup, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatError, MatFormField, MatHint, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { MatProgressBar } from '@angular/material/progress-bar';
import { SessionStore, type UserProblem, showFieldErrors, toUserProblem } from '@nora/data-access';
import { ErrorPanel } from '@nora/ui';

/** The second step of a log-in: a code of the app, or a recovery code. */
@Component({
  selector: 'nora-second-factor-form',
  imports: [
    ErrorPanel,
    MatButton,
    MatError,
    MatFormField,
    MatHint,
    MatInput,
    MatLabel,
    MatProgressBar,
    ReactiveFormsModule,
  ],
  templateUrl: './second-factor-form.html',
  styleUrl: '../entrance/entrance-form.scss',
})
export class SecondFactorForm {
  private readonly session = inject(SessionStore);

  /** Names the log-in that waits. */
  readonly challenge = input.required<string>();
  readonly done = output<void>();
  /** The log-in does not wait any more, or was called off: it begins again. Null when it was called off. */
  readonly over = output<UserProblem | null>();

  protected readonly form = new FormGroup({
    code: new FormControl('', { nonNullable: true, validators: [Validators.required] }),
  });
  protected readonly recovery = signal(false);
  protected readonly working = signal(false);
  protected readonly problem = signal<UserProblem | null>(null);
  protected readonly words = computed(() => (this.recovery() ? RECOVERY : APP));

  protected async submit(): Promise<void> {
    this.form.markAllAsTouched();
    if (this.form.invalid || this.working()) return;
    this.working.set(true);
    this.problem.set(null);
    try {
      const code = this.form.getRawValue().code.trim();
      await this.session.completeSecondFactor({ challenge: this.challenge(), code });
      this.done.emit();
    } catch (error) {
      this.refused(toUserProblem(error));
      this.working.set(false);
    }
  }

  protected switchTo(recovery: boolean): void {
    this.recovery.set(recovery);
    this.problem.set(null);
    this.form.reset();
  }

  private refused(problem: UserProblem): void {
    const { code, detail: message } = problem;
    if (code === 'link_expired' || code === 'invalid_credentials') this.over.emit(problem);
    else if (code === 'second_factor_invalid') {
      showFieldErrors(this.form, { ...problem, errors: [{ path: 'code', code, message }] });
    } else if (!showFieldErrors(this.form, problem)) this.problem.set(problem);
  }
}

const APP = {
  label: 'Code',
  hint: 'Six digits of your authenticator app.',
  missing: 'Enter the code that your app shows now.',
  other: 'Use a recovery code',
};
const RECOVERY: typeof APP = {
  label: 'Recovery code',
  hint: 'One of the codes you kept when you set this up. Each works once.',
  missing: 'Enter one of your recovery codes.',
  other: 'Use your authenticator app',
};
