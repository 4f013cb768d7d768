import { Component, computed, inject, input, linkedSignal } from '@angular/core';
import { FormControl, FormGroup, ReactiveFormsModule } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatError, MatFormField, MatHint, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { type Agent, Saving } from '@nora/data-access';
import { ErrorPanel } from '@nora/ui';

import { NAME_MAX, nameValidators } from '../../deploy/deploy-form';
import { AgentOperations } from '../agent-operations.store';
import { SettingsStore } from './settings.store';

/** Another name for an agent; addresses keep its id. */
@Component({
  selector: 'nora-rename-form',
  imports: [ErrorPanel, MatButton, MatError, MatFormField, MatHint, MatInput, MatLabel, ReactiveFormsModule],
  templateUrl: './rename-form.html',
  styleUrl: './form-line.scss',
})
export class RenameForm {
  private readonly store = inject(SettingsStore);
  private readonly operations = inject(AgentOperations);

  readonly agent = input.required<Agent>();

  protected readonly nameMax = NAME_MAX;
  protected readonly saving = new Saving();
  protected readonly allowed = computed(() => this.operations.allows('rename', this.agent()));
  protected readonly form = linkedSignal({
    source: computed(() => this.agent().name),
    computation: (name) =>
      new FormGroup({ name: new FormControl(name, { nonNullable: true, validators: nameValidators }) }),
  });

  protected async submit(): Promise<void> {
    const form = this.form();
    const agent = this.agent();
    await this.saving.send(form, () => this.store.rename(agent, form.getRawValue().name.trim()));
  }
}
