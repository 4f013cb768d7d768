import { Component, computed, inject, input } from '@angular/core';
import { SessionStore } from '@nora/data-access';
import { PasswordField } from '@nora/ui';

import { CodeField } from './code-field';
import type { ProofForm } from './proof-form';

/** The boxes of a proof: those that are asked for. */
@Component({
  selector: 'nora-proof-fields',
  imports: [CodeField, PasswordField],
  template: `
    @if (form().controls.password.enabled) {
      <!-- Password managers look for the name the password goes with. -->
      <input hidden readonly type="text" autocomplete="username" [value]="email()" />
      <nora-password-field
        label="Your password"
        autocomplete="current-password"
        [control]="form().controls.password"
      />
    }
    @if (form().controls.code.enabled) {
      <nora-code-field [control]="form().controls.code" />
    }
  `,
  styles: ':host { display: flex; flex-direction: column; gap: 14px }',
})
export class ProofFields {
  private readonly session = inject(SessionStore);

  readonly form = input.required<ProofForm>();

  protected readonly email = computed(() => this.session.me()?.email ?? '');
}
