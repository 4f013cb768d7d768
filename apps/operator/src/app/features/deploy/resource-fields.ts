import { Component, computed, effect, input } from '@angular/core';
import { ReactiveFormsModule } from '@angular/forms';
import { MatError, MatFormField, MatHint, MatLabel, MatSuffix } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import type { TargetCapabilities } from '@nora/data-access';

import { AMOUNTS, type ResourcesForm } from './deploy-form';
import { diskHint, limitNote } from './limit-words';

/** Processors, memory and disk of an agent, as far as its target can limit them. */
@Component({
  selector: 'nora-resource-fields',
  imports: [MatError, MatFormField, MatHint, MatInput, MatLabel, MatSuffix, ReactiveFormsModule],
  templateUrl: './resource-fields.html',
  styleUrl: './resource-fields.scss',
})
export class ResourceFields {
  readonly form = input.required<ResourcesForm>();
  /** Null while it is not known what the target can do. */
  readonly capabilities = input.required<TargetCapabilities | null>();

  protected readonly amounts = AMOUNTS;
  protected readonly note = computed(() => limitNote(this.capabilities()));
  protected readonly diskHint = computed(() => diskHint(this.capabilities()));

  constructor() {
    effect(() => {
      const { diskGb } = this.form().controls;
      if (this.capabilities()?.disk === 'unsupported') diskGb.disable();
      else diskGb.enable();
    });
  }
}
