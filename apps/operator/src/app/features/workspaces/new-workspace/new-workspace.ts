import { Component, inject } from '@angular/core';
import { FormControl, FormGroup, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import {
  MatDialogActions,
  MatDialogClose,
  MatDialogContent,
  MatDialogRef,
  MatDialogTitle,
} from '@angular/material/dialog';
import { MatError, MatFormField, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { Saving, type Workspace } from '@nora/data-access';
import { ErrorPanel } from '@nora/ui';

import { WorkspaceActs } from '../workspace-acts.store';
import { NAME_MAX } from '../workspace-words';

/** Makes a workspace. Closes with it, or with nothing. */
@Component({
  selector: 'nora-new-workspace',
  imports: [
    ErrorPanel,
    MatButton,
    MatDialogActions,
    MatDialogClose,
    MatDialogContent,
    MatDialogTitle,
    MatError,
    MatFormField,
    MatInput,
    MatLabel,
    ReactiveFormsModule,
  ],
  templateUrl: './new-workspace.html',
  styles: '.field { width: 100%; margin: 16px 0 12px }',
})
export class NewWorkspace {
  private readonly dialog = inject<MatDialogRef<NewWorkspace, Workspace>>(MatDialogRef);
  private readonly acts = inject(WorkspaceActs);

  protected readonly saving = new Saving();
  protected readonly nameMax = NAME_MAX;
  protected readonly form = new FormGroup({
    name: new FormControl('', {
      nonNullable: true,
      validators: [Validators.required, Validators.maxLength(NAME_MAX), Validators.pattern(/\S/)],
    }),
  });

  protected async submit(): Promise<void> {
    const name = this.form.getRawValue().name.trim();
    await this.saving.send(this.form, async () => this.dialog.close(await this.acts.create(name)));
  }
}
