import { Component, computed, inject } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
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
import type { ApiKeyScope } from '@nora/contracts';
import { Saving } from '@nora/data-access';
import { ErrorPanel } from '@nora/ui';

import { NAME_MAX } from '../workspace-words';
import type { CreatedApiKey, NewApiKey } from './api-keys.store';
import { EXPIRY_CHOICES, type ExpiryChoice, dayOf, expiryOf } from './expiry';
import { openScopes } from './scopes';

/** What the dialog needs. */
export interface NewKeyData {
  /** The role of the account, in words: a key of it can do no more. */
  role: string;
  /** Asks the API. */
  create: (body: NewApiKey) => Promise<CreatedApiKey>;
}

/** Asks what a new API key may do, from where and for how long. Closes with the key, or with nothing. */
@Component({
  selector: 'nora-new-key',
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
  templateUrl: './new-key.html',
  styleUrl: './new-key.scss',
})
export class NewKey {
  private readonly dialog = inject<MatDialogRef<NewKey, CreatedApiKey>>(MatDialogRef);

  protected readonly data = inject<NewKeyData>(MAT_DIALOG_DATA);
  protected readonly saving = new Saving();
  protected readonly nameMax = NAME_MAX;
  protected readonly choices = openScopes();
  protected readonly expiries = EXPIRY_CHOICES;
  protected readonly today = dayOf(Date.now());
  protected readonly form = new FormGroup({
    name: new FormControl('', {
      nonNullable: true,
      validators: [Validators.required, Validators.maxLength(NAME_MAX), Validators.pattern(/\S/)],
    }),
    scopes: new FormControl<ApiKeyScope[]>([], { nonNullable: true, validators: Validators.required }),
    expiry: new FormControl<ExpiryChoice>('90', { nonNullable: true }),
    expiresAt: new FormControl(this.today, { nonNullable: true, validators: Validators.required }),
    allowedCidrs: new FormControl('', { nonNullable: true }),
  });
  private readonly values = toSignal(this.form.valueChanges, { initialValue: this.form.value });
  protected readonly byDate = computed(() => this.values().expiry === 'date');

  protected has(scope: ApiKeyScope): boolean {
    return this.form.controls.scopes.value.includes(scope);
  }

  protected toggle(scope: ApiKeyScope, on: boolean): void {
    const { scopes } = this.form.controls;
    const others = scopes.value.filter((other) => other !== scope);
    scopes.setValue(on ? [...others, scope] : others);
    scopes.markAsTouched();
  }

  protected async submit(): Promise<void> {
    await this.saving.send(this.form, async () => {
      const { name, scopes, expiry, expiresAt, allowedCidrs } = this.form.getRawValue();
      const body: NewApiKey = {
        name: name.trim(),
        scopes,
        expiresAt: expiryOf(expiry, expiresAt, Date.now()),
        allowedCidrs: allowedCidrs.split(/[\s,]+/).filter(Boolean),
      };
      this.dialog.close(await this.data.create(body));
    });
  }
}
