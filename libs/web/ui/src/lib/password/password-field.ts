import { Component, computed, input, signal } from '@angular/core';
import { toObservable, toSignal } from '@angular/core/rxjs-interop';
import { type FormControl, ReactiveFormsModule } from '@angular/forms';
import { MatIconButton } from '@angular/material/button';
import { MatError, MatFormField, MatHint, MatLabel, MatSuffix } from '@angular/material/form-field';
import { MatIcon } from '@angular/material/icon';
import { MatInput } from '@angular/material/input';
import { startWith, switchMap } from 'rxjs';

import { PASSWORD_MIN, passwordStrength } from './password-strength';

/** A password box that can be looked into, with a strength hint where a password is chosen. */
@Component({
  selector: 'nora-password-field',
  imports: [
    MatError,
    MatFormField,
    MatHint,
    MatIcon,
    MatIconButton,
    MatInput,
    MatLabel,
    MatSuffix,
    ReactiveFormsModule,
  ],
  templateUrl: './password-field.html',
  styleUrl: './password-field.scss',
})
export class PasswordField {
  readonly control = input.required<FormControl<string>>();
  readonly autocomplete = input.required<'new-password' | 'current-password'>();
  readonly label = input('Password');
  /** Fewest characters. Only read where a password is chosen; the control has its own validator. */
  readonly minimum = input(PASSWORD_MIN);
  /** Words the password should not contain. Only read where a password is chosen. */
  readonly known = input<readonly string[]>([]);

  protected readonly visible = signal(false);
  protected readonly choosing = computed(() => this.autocomplete() === 'new-password');
  private readonly value = toSignal(
    toObservable(this.control).pipe(
      switchMap((control) => control.valueChanges.pipe(startWith(control.value))),
    ),
    { initialValue: '' },
  );
  protected readonly strength = computed(() => passwordStrength(this.value(), this.known(), this.minimum()));
  protected readonly typed = computed(() => this.value().length > 0);
}
