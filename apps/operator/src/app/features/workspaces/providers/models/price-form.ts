import { Component, inject } from '@angular/core';
import { FormControl, FormGroup, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import {
  MAT_DIALOG_DATA,
  MatDialogActions,
  MatDialogClose,
  MatDialogContent,
  MatDialogRef,
  MatDialogTitle,
} from '@angular/material/dialog';
import { MatError, MatFormField, MatHint, MatLabel, MatPrefix } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { Saving } from '@nora/data-access';
import { ErrorPanel } from '@nora/ui';

import { modelValidators } from '../../../models/model-fields';
import type { ModelRow } from './model-rows';
import type { OwnPrice, Rates } from './models.store';

/** As the API takes it: up to six digits before and after the point. */
const RATE = /^\s*\d{1,6}(\.\d{1,6})?\s*$/;

/** What the dialog needs. */
export interface PriceFormData {
  /** The model whose price it is; null: one that is to be named. */
  row: ModelRow | null;
  /** Asks the API. */
  save: (model: string, rates: Rates) => Promise<OwnPrice>;
}

/** Asks what a model costs. Closes with the price, or with nothing. */
@Component({
  selector: 'nora-price-form',
  imports: [
    ErrorPanel,
    MatButton,
    MatDialogActions,
    MatDialogClose,
    MatDialogContent,
    MatDialogTitle,
    MatError,
    MatFormField,
    MatHint,
    MatInput,
    MatLabel,
    MatPrefix,
    ReactiveFormsModule,
  ],
  templateUrl: './price-form.html',
  styleUrl: '../provider-form.scss',
})
export class PriceForm {
  private readonly dialog = inject<MatDialogRef<PriceForm, OwnPrice>>(MatDialogRef);

  protected readonly data = inject<PriceFormData>(MAT_DIALOG_DATA);
  protected readonly saving = new Saving();
  protected readonly form = new FormGroup({
    model: new FormControl(this.data.row?.id ?? '', {
      nonNullable: true,
      validators: [Validators.required, ...modelValidators],
    }),
    inputPerMillion: rate(this.data.row?.rates?.inputPerMillion, Validators.required),
    outputPerMillion: rate(this.data.row?.rates?.outputPerMillion, Validators.required),
    cachedInputPerMillion: rate(this.data.row?.rates?.cachedInputPerMillion),
  });

  protected async submit(): Promise<void> {
    // What the server said of the model last time may not hold any more.
    this.form.controls.model.updateValueAndValidity();
    await this.saving.send(this.form, async () => {
      const { model, inputPerMillion, outputPerMillion, cachedInputPerMillion } = this.form.getRawValue();
      const rates: Rates = {
        ...{ inputPerMillion: inputPerMillion.trim(), outputPerMillion: outputPerMillion.trim() },
        cachedInputPerMillion: cachedInputPerMillion.trim() || null,
      };
      this.dialog.close(await this.data.save(model.trim(), rates));
    });
  }
}

function rate(value: string | null | undefined, ...more: (typeof Validators)['required'][]) {
  // The six decimals of the API are too many for a person.
  const shown = value?.replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '') ?? '';
  return new FormControl(shown, { nonNullable: true, validators: [...more, Validators.pattern(RATE)] });
}
