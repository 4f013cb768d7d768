import { Component, computed, inject, input, linkedSignal } from '@angular/core';
import { FormControl, FormGroup, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatError, MatFormField, MatHint, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { Saving, type Workspace } from '@nora/data-access';
import { ErrorPanel } from '@nora/ui';

import { WorkspaceActs } from '../workspace-acts.store';
import { NAME_MAX } from '../workspace-words';

/** Gives a workspace another name. */
@Component({
  selector: 'nora-rename-workspace',
  imports: [ErrorPanel, MatButton, MatError, MatFormField, MatHint, MatInput, MatLabel, ReactiveFormsModule],
  templateUrl: './rename-workspace.html',
  styleUrl: './form-line.scss',
})
export class RenameWorkspace {
  private readonly acts = inject(WorkspaceActs);

  readonly workspace = input.required<Workspace>();

  protected readonly saving = new Saving();
  protected readonly nameMax = NAME_MAX;
  // Counts change often; only another name may take away what somebody is typing.
  protected readonly form = linkedSignal({
    source: computed(() => this.workspace().name),
    computation: (name) =>
      new FormGroup({
        name: new FormControl(name, {
          nonNullable: true,
          validators: [Validators.required, Validators.maxLength(NAME_MAX), Validators.pattern(/\S/)],
        }),
      }),
  });

  protected async submit(): Promise<void> {
    const form = this.form();
    const name = form.getRawValue().name.trim();
    await this.saving.send(form, () => this.acts.rename(this.workspace(), name));
  }
}
