import { Component, computed, inject, input, linkedSignal, signal } from '@angular/core';
import { FormControl, FormGroup, ReactiveFormsModule } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatError, MatFormField, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { Router } from '@angular/router';
import { DUPLICATE_SCOPES, type DuplicateScope } from '@nora/contracts';
import { type Agent, Saving } from '@nora/data-access';
import { ErrorPanel } from '@nora/ui';

import { ChoiceCards, type ChoiceView } from '../../deploy/choice-cards';
import { NAME_MAX, nameValidators } from '../../deploy/deploy-form';
import { SettingsStore } from './settings.store';

const SCOPES: Readonly<Record<DuplicateScope, { label: string; description: string }>> = {
  config: {
    label: 'Configuration',
    description: 'Runtime, target, resources and provider. It begins with nothing of its own.',
  },
  files: {
    label: 'Configuration and files',
    description: 'Its workspace files too. It remembers no conversation.',
  },
  memory: {
    label: 'Everything it knows',
    description: 'Its files, its conversations and what it remembers. Credentials are its own.',
  },
};
const WITHOUT_STORAGE = 'This agent has no storage yet, so there is nothing to copy.';

/** A new agent of this one's shape. */
@Component({
  selector: 'nora-duplicate-form',
  imports: [
    ChoiceCards,
    ErrorPanel,
    MatButton,
    MatError,
    MatFormField,
    MatInput,
    MatLabel,
    ReactiveFormsModule,
  ],
  templateUrl: './duplicate-form.html',
  styleUrl: './form-line.scss',
})
export class DuplicateForm {
  private readonly store = inject(SettingsStore);
  private readonly router = inject(Router);

  readonly agent = input.required<Agent>();

  protected readonly nameMax = NAME_MAX;
  protected readonly saving = new Saving();
  protected readonly scope = signal<DuplicateScope>('config');
  protected readonly allowed = computed(() => {
    const { status } = this.agent();
    return status !== 'deleting' && status !== 'deleted';
  });
  protected readonly choices = computed<readonly ChoiceView[]>(() =>
    DUPLICATE_SCOPES.map((id) => {
      const available = id === 'config' || this.agent().hasStorage;
      return { id, ...SCOPES[id], available, reason: available ? null : WITHOUT_STORAGE };
    }),
  );
  protected readonly form = linkedSignal({
    source: computed(() => this.agent().name),
    computation: (name) =>
      new FormGroup({
        name: new FormControl(`${name} copy`.slice(0, NAME_MAX), {
          nonNullable: true,
          validators: nameValidators,
        }),
      }),
  });

  protected choose(id: string): void {
    this.scope.set(DUPLICATE_SCOPES.find((scope) => scope === id) ?? 'config');
  }

  protected async submit(): Promise<void> {
    const form = this.form();
    const source = this.agent();
    await this.saving.send(form, async () => {
      const made = await this.store.duplicate(source, form.getRawValue().name.trim(), this.scope());
      await this.router.navigate(['/agents', made.id, 'overview']);
    });
  }
}
