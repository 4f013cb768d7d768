import { Component, inject, signal } from '@angular/core';
import { FormControl, FormGroup, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatCheckbox } from '@angular/material/checkbox';
import {
  MAT_DIALOG_DATA,
  MatDialogActions,
  MatDialogClose,
  MatDialogContent,
  MatDialogRef,
  MatDialogTitle,
} from '@angular/material/dialog';
import { MatError, MatFormField, MatHint, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { Saving } from '@nora/data-access';
import { ErrorPanel } from '@nora/ui';

import type { AgentSecret } from './secrets.store';

/** As an environment variable is named. */
const NAME = /^[A-Z][A-Z0-9_]*$/;
const NAME_MAX = 128;
const VALUE_MAX = 32_768;

/** What the dialog needs. */
export interface SecretFormData {
  /** Name of the secret that gets another value; null: a new one. */
  name: string | null;
  /** Asks the API. */
  save: (name: string, value: string) => Promise<AgentSecret>;
}

/** Asks for the value of a secret, and for its name where it is new. Closes with the secret, or with nothing. */
@Component({
  selector: 'nora-secret-form',
  imports: [
    ErrorPanel,
    MatButton,
    MatCheckbox,
    MatDialogActions,
    MatDialogClose,
    MatDialogContent,
    MatDialogTitle,
    MatError,
    MatFormField,
    MatHint,
    MatInput,
    MatLabel,
    ReactiveFormsModule,
  ],
  templateUrl: './secret-form.html',
  styleUrl: './secret-form.scss',
})
export class SecretForm {
  private readonly dialog = inject<MatDialogRef<SecretForm, AgentSecret>>(MatDialogRef);

  protected readonly data = inject<SecretFormData>(MAT_DIALOG_DATA);
  protected readonly saving = new Saving();
  /** Whether what is typed can be read by somebody who looks on. */
  protected readonly shown = signal(false);
  protected readonly form = new FormGroup({
    name: new FormControl(this.data.name ?? '', {
      nonNullable: true,
      validators: [Validators.required, Validators.pattern(NAME), Validators.maxLength(NAME_MAX)],
    }),
    value: new FormControl('', {
      nonNullable: true,
      validators: [Validators.required, Validators.maxLength(VALUE_MAX)],
    }),
  });

  protected async submit(): Promise<void> {
    // What the server said of the name last time may not hold any more.
    this.form.controls.name.updateValueAndValidity();
    await this.saving.send(
      this.form,
      async () => {
        const { name, value } = this.form.getRawValue();
        this.dialog.close(await this.data.save(name, value));
      },
      { secret_name_refused: 'name' },
    );
  }
}
