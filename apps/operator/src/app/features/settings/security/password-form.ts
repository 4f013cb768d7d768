import { Component, computed, inject, input, linkedSignal } from '@angular/core';
import { FormControl, FormGroup, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { type Me, Saving } from '@nora/data-access';
import { ErrorPanel, PASSWORD_MAX, PASSWORD_MIN, PasswordField } from '@nora/ui';

import { SecurityStore } from './security.store';

/** Another password, or the first one. */
@Component({
  selector: 'nora-password-form',
  imports: [ErrorPanel, MatButton, PasswordField, ReactiveFormsModule],
  templateUrl: './password-form.html',
  styleUrl: './password-form.scss',
})
export class PasswordForm {
  private readonly store = inject(SecurityStore);

  readonly me = input.required<Me>();

  protected readonly saving = new Saving();
  protected readonly known = computed(() => [this.me().name, this.me().email]);
  private readonly hasPassword = computed(() => this.me().hasPassword);
  /** Made anew when the account has got its first password. */
  protected readonly form = linkedSignal(() => createForm(this.hasPassword()));

  protected async submit(): Promise<void> {
    const form = this.form();
    const { current, next } = form.controls;
    const proven = current.enabled ? current.value : undefined;
    const fields = { password_wrong: 'current' };
    const done = await this.saving.send(form, () => this.store.changePassword(proven, next.value), fields);
    if (done) this.form.set(createForm(this.hasPassword()));
  }
}

function createForm(hasPassword: boolean) {
  const control = (shortest: number) =>
    new FormControl('', {
      nonNullable: true,
      validators: [Validators.required, Validators.minLength(shortest), Validators.maxLength(PASSWORD_MAX)],
    });
  const form = new FormGroup({ current: control(1), next: control(PASSWORD_MIN) });
  if (!hasPassword) form.controls.current.disable();
  return form;
}
