import { Component, computed, inject, input, linkedSignal, signal } from '@angular/core';
import { FormControl, FormGroup, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatError, MatFormField, MatHint, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { RouterLink } from '@angular/router';
import { type Agent, Saving } from '@nora/data-access';
import { ErrorPanel } from '@nora/ui';

import { createResourcesForm } from '../../deploy/deploy-form';
import { ResourceFields } from '../../deploy/resource-fields';
import { AgentOperations } from '../agent-operations.store';
import { changedResources } from './resource-changes';
import { SettingsStore } from './settings.store';

const MESSAGE_MAX = 200;

/** Other resources for an agent: a new version, and its deployment. */
@Component({
  selector: 'nora-resources-form',
  imports: [
    ErrorPanel,
    MatButton,
    MatError,
    MatFormField,
    MatHint,
    MatInput,
    MatLabel,
    ReactiveFormsModule,
    ResourceFields,
    RouterLink,
  ],
  templateUrl: './resources-form.html',
  styleUrl: './form-line.scss',
})
export class ResourcesSection {
  private readonly store = inject(SettingsStore);
  private readonly operations = inject(AgentOperations);

  readonly agent = input.required<Agent>();

  protected readonly saving = new Saving();
  /** True when what was sent would change nothing. */
  protected readonly unchanged = signal(false);
  protected readonly allowed = computed(() => this.operations.allows('update', this.agent()));
  protected readonly capabilities = computed(() => this.store.capabilitiesOf(this.agent()));
  protected readonly form = linkedSignal({
    source: computed(() => this.agent().resources, { equal: sameResources }),
    computation: (resources) =>
      new FormGroup({
        resources: createResourcesForm(resources),
        message: new FormControl('', { nonNullable: true, validators: Validators.maxLength(MESSAGE_MAX) }),
      }),
  });

  protected async submit(): Promise<void> {
    const form = this.form();
    const agent = this.agent();
    const changes = changedResources(form.controls.resources, agent);
    this.unchanged.set(form.valid && changes === null);
    if (!changes) return;
    const message = form.getRawValue().message.trim() || null;
    await this.saving.send(form, () => this.store.changeResources(agent, changes, message));
  }
}

/** A new answer of the API must not empty a form that somebody is filling in. */
function sameResources(a: Agent['resources'], b: Agent['resources']): boolean {
  return a.vcpu === b.vcpu && a.ramMb === b.ramMb && a.diskGb === b.diskGb;
}
