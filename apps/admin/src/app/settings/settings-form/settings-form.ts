import { Component, computed, effect, inject, input } from '@angular/core';
import { FormControl, FormGroup, ReactiveFormsModule, type ValidatorFn, Validators } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatError, MatFormField, MatHint, MatLabel, MatSuffix } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { PLATFORM_NUMBERS, type PlatformNumberName, isAllowedNumber } from '@nora/contracts';
import { type DeployChoice, Saving } from '@nora/data-access';
import { formatNumber } from '@nora/ui';

import { SaveProblem } from '../save-problem';
import type { ChoiceField, NumberField } from '../setting-fields';
import { SettingSource } from '../setting-source/setting-source';
import { type PlatformSettings, type SettingChanges, SettingsStore } from '../settings.store';

/** What can be chosen for a field. */
export type FieldChoices = Readonly<Partial<Record<ChoiceField['name'], readonly DeployChoice[]>>>;

type FieldName = PlatformNumberName | ChoiceField['name'];

/** Some settings that are saved together. Each says where it comes from, and can be set back by itself. */
@Component({
  selector: 'nora-settings-form',
  imports: [
    MatButton,
    MatError,
    MatFormField,
    MatHint,
    MatInput,
    MatLabel,
    MatSuffix,
    ReactiveFormsModule,
    SaveProblem,
    SettingSource,
  ],
  templateUrl: './settings-form.html',
  styleUrl: './settings-form.scss',
})
export class SettingsForm {
  protected readonly store = inject(SettingsStore);
  protected readonly saving = new Saving();
  protected readonly form = new FormGroup<Record<string, FormControl<string>>>({});

  readonly settings = input.required<PlatformSettings>();
  readonly numbers = input.required<readonly NumberField[]>();
  readonly chosen = input<readonly ChoiceField[]>([]);
  readonly choices = input<FieldChoices>({});

  protected readonly numberRows = computed(() =>
    this.numbers().map((field) => {
      const setting = this.settings()[field.name];
      const { least, most, zeroIsForever } = setting;
      const bounds = `${formatNumber(least)} to ${formatNumber(most)}`;
      return {
        ...{
          field,
          setting,
          control: this.controlOf(field.name, [Validators.required, allowed(field.name)]),
        },
        message: `Enter ${bounds}${zeroIsForever ? ', or 0 for ever' : ''}.`,
        fallback:
          zeroIsForever && setting.fallback === 0
            ? 'for ever'
            : `${formatNumber(setting.fallback)} ${field.unit}`,
      };
    }),
  );
  protected readonly choiceRows = computed(() =>
    this.chosen().map((field) => ({
      ...{ field, setting: this.settings()[field.name], control: this.controlOf(field.name, []) },
      options: this.choices()[field.name] ?? [],
    })),
  );

  constructor() {
    // What somebody is writing stays when other settings are saved or read again.
    effect(() => {
      const settings = this.settings();
      for (const { field } of [...this.numberRows(), ...this.choiceRows()]) {
        const control = this.form.controls[field.name];
        if (control?.pristine) control.setValue(textOf(settings, field.name));
      }
    });
  }

  protected async save(): Promise<void> {
    const changes = this.changes();
    if (Object.keys(changes).length === 0 && this.form.valid) {
      this.form.markAsPristine();
      return;
    }
    await this.saving.send(this.form, async () => {
      await this.store.change(changes);
      this.form.markAsPristine();
    });
  }

  protected async reset(name: FieldName): Promise<void> {
    await this.saving.send(null, async () => {
      this.form.controls[name]?.markAsPristine();
      await this.store.change({ [name]: null });
    });
  }

  protected undo(): void {
    const settings = this.settings();
    for (const [name, control] of Object.entries(this.form.controls)) {
      control.reset(textOf(settings, name as FieldName));
    }
  }

  private changes(): SettingChanges {
    const settings = this.settings();
    const changed = Object.entries(this.form.controls)
      .map(([name, { value }]) => [name as FieldName, value] as const)
      .filter(([name, value]) => value !== textOf(settings, name))
      .map(([name, value]) => [name, name in PLATFORM_NUMBERS ? Number(value) : value || null]);
    return Object.fromEntries(changed) as SettingChanges;
  }

  private controlOf(name: FieldName, validators: ValidatorFn[]): FormControl<string> {
    const known = this.form.controls[name];
    if (known) return known;
    const control = new FormControl('', { nonNullable: true, validators });
    this.form.addControl(name, control);
    return control;
  }
}

const textOf = (settings: PlatformSettings, name: FieldName): string => String(settings[name].value ?? '');

function allowed(name: PlatformNumberName): ValidatorFn {
  // A field of numbers gives a number, or nothing, as soon as somebody writes into it.
  return ({ value }) => (isAllowedNumber(name, Number(value)) ? null : { allowed: true });
}
