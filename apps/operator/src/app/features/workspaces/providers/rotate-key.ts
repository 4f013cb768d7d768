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
import { type ModelProvider, Saving, toUserProblem } from '@nora/data-access';
import { ErrorPanel } from '@nora/ui';

import { KEY_PATTERN } from './provider-values';

/** What the dialog needs. */
export interface RotateKeyData {
  provider: ModelProvider;
  /** Asks the API. */
  rotate: (changes: { apiKey: string; skipTest: boolean }) => Promise<ModelProvider>;
}

/** Asks for another key of a provider. Closes with the provider, or with nothing. */
@Component({
  selector: 'nora-rotate-key',
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
  templateUrl: './rotate-key.html',
  styleUrl: './provider-form.scss',
})
export class RotateKey {
  private readonly dialog = inject<MatDialogRef<RotateKey, ModelProvider>>(MatDialogRef);
  private readonly failed = signal(false);

  protected readonly data = inject<RotateKeyData>(MAT_DIALOG_DATA);
  protected readonly saving = new Saving();
  /** Offered once the new key was refused. */
  protected readonly maySkip = this.failed.asReadonly();
  protected readonly form = new FormGroup({
    apiKey: new FormControl('', {
      nonNullable: true,
      validators: [Validators.required, Validators.pattern(KEY_PATTERN), Validators.pattern(/\S/)],
    }),
    skipTest: new FormControl(false, { nonNullable: true }),
  });

  protected async submit(): Promise<void> {
    // What the server said of it last time may not hold any more.
    this.form.controls.apiKey.updateValueAndValidity();
    await this.saving.send(this.form, async () => {
      const { apiKey, skipTest } = this.form.getRawValue();
      try {
        this.dialog.close(await this.data.rotate({ apiKey: apiKey.trim(), skipTest }));
      } catch (error) {
        if (toUserProblem(error).code === 'provider_test_failed') this.failed.set(true);
        throw error;
      }
    });
  }
}
