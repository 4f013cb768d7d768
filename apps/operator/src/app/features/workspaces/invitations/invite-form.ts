import { Component, computed, input, output, viewChild } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { FormControl, FormGroup, FormGroupDirective, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatError, MatFormField, MatHint, MatLabel } from '@angular/material/form-field';
import { MatIcon } from '@angular/material/icon';
import { MatInput } from '@angular/material/input';
import { INVITABLE_ROLES, type InvitableRole } from '@nora/contracts';
import { Saving } from '@nora/data-access';
import { ErrorPanel } from '@nora/ui';

import { ROLE_MEANINGS, ROLE_WORDS } from '../workspace-words';
import type { CreatedInvitation } from './invitations.store';

/** Invites somebody by e-mail address and role. */
@Component({
  selector: 'nora-invite-form',
  imports: [
    ErrorPanel,
    MatButton,
    MatError,
    MatFormField,
    MatHint,
    MatIcon,
    MatInput,
    MatLabel,
    ReactiveFormsModule,
  ],
  templateUrl: './invite-form.html',
  styleUrl: './invite-form.scss',
})
export class InviteForm {
  private readonly directive = viewChild.required(FormGroupDirective);

  /** Asks the API. */
  readonly invite = input.required<(email: string, role: InvitableRole) => Promise<CreatedInvitation>>();
  readonly invited = output<CreatedInvitation>();

  protected readonly saving = new Saving();
  protected readonly roles = INVITABLE_ROLES;
  protected readonly words = ROLE_WORDS;
  protected readonly form = new FormGroup({
    email: new FormControl('', {
      nonNullable: true,
      validators: [Validators.required, Validators.email, Validators.maxLength(254)],
    }),
    role: new FormControl<InvitableRole>('editor', { nonNullable: true }),
  });

  private readonly role = toSignal(this.form.controls.role.valueChanges, { initialValue: 'editor' });
  protected readonly meaning = computed(() => ROLE_MEANINGS[this.role()]);

  /** Fills in an address, to be invited once more. */
  prepare(email: string, role: InvitableRole): void {
    this.form.setValue({ email, role });
  }

  protected async submit(): Promise<void> {
    const { email, role } = this.form.getRawValue();
    await this.saving.send(this.form, async () => {
      const created = await this.invite()(email.trim(), role);
      this.directive().resetForm({ email: '', role });
      this.invited.emit(created);
    });
  }
}
