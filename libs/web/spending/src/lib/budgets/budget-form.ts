import { Component, inject } from '@angular/core';
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
import {
  BUDGET_ACTIONS,
  BUDGET_PERIODS,
  BUDGET_UNITS,
  type BudgetAction,
  type BudgetPeriod,
  type BudgetUnit,
} from '@nora/contracts';
import { type Budget, type NewBudget, Saving } from '@nora/data-access';
import { ErrorPanel } from '@nora/ui';

import { ACTION_WORDS, PERIOD_WORDS, UNIT_WORDS, scopeWords } from './budget-words';
import { thresholdsOf, thresholdsText } from './thresholds';

/** One that a budget can be on. */
export interface BudgetSubject {
  id: string;
  name: string;
}

/** What the dialog needs. */
export interface BudgetFormData {
  /** The budget that is changed; null for a new one. */
  budget: Budget | null;
  subjects: readonly BudgetSubject[];
  /** What all together are called. */
  whole: string;
  /** Asks the API. */
  save: (body: NewBudget) => Promise<Budget>;
}

const NAME_MAX = 80;
/** As the API takes amounts: above zero, with up to six decimals. */
const AMOUNT = /^(?=.*[1-9])\d{1,12}(\.\d{1,6})?$/;

/** Asks for a limit and what it counts. Closes with the budget, or with nothing. */
@Component({
  selector: 'nora-budget-form',
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
  templateUrl: './budget-form.html',
  styleUrl: './budget-form.scss',
})
export class BudgetForm {
  private readonly dialog = inject<MatDialogRef<BudgetForm, Budget>>(MatDialogRef);

  protected readonly data = inject<BudgetFormData>(MAT_DIALOG_DATA);
  protected readonly saving = new Saving();
  protected readonly nameMax = NAME_MAX;
  protected readonly scope = this.data.budget && scopeWords(this.data.budget);
  protected readonly units = BUDGET_UNITS.map((id) => ({ id, label: UNIT_WORDS[id] }));
  protected readonly periods = BUDGET_PERIODS.map((id) => ({ id, label: PERIOD_WORDS[id] }));
  protected readonly actions = BUDGET_ACTIONS.map((id) => ({ id, label: ACTION_WORDS[id] }));
  protected readonly form = formOf(this.data.budget);

  protected async submit(): Promise<void> {
    await this.saving.send(this.form, async () => this.dialog.close(await this.data.save(this.body())));
  }

  private body(): NewBudget {
    const { name, agentId, unit, amount, period, action, thresholds, enabled } = this.form.getRawValue();
    return {
      ...{ name: name.trim(), unit, amount: amount.trim(), period, action, enabled },
      thresholds: thresholdsOf(thresholds) ?? [],
      agentId: agentId === '' ? null : agentId,
    };
  }
}

function formOf(budget: Budget | null) {
  const text = (value: string, ...more: (typeof Validators)['required'][]) =>
    new FormControl(value, { nonNullable: true, validators: more });
  const { required } = Validators;
  return new FormGroup({
    name: text(budget?.name ?? '', required, Validators.maxLength(NAME_MAX), Validators.pattern(/\S/)),
    agentId: text(budget?.agentId ?? ''),
    unit: new FormControl<BudgetUnit>(
      // What a budget counts stays.
      { value: budget?.unit ?? 'usd', disabled: budget !== null },
      { nonNullable: true },
    ),
    amount: text(budget ? plain(budget.amount) : '', required, Validators.pattern(AMOUNT)),
    period: new FormControl<BudgetPeriod>(budget?.period ?? 'day', { nonNullable: true }),
    action: new FormControl<BudgetAction>(budget?.action ?? 'refuse', { nonNullable: true }),
    thresholds: text(thresholdsText(budget?.thresholds ?? [50, 80]), ({ value }) =>
      thresholdsOf(String(value)) ? null : { thresholds: true },
    ),
    enabled: new FormControl(budget?.enabled ?? true, { nonNullable: true }),
  });
}

/** "5.000000" as somebody would type it. */
function plain(amount: string): string {
  return amount.includes('.') ? amount.replace(/\.?0+$/, '') : amount;
}
