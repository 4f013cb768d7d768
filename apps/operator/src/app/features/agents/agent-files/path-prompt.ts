import { Component, inject } from '@angular/core';
import { type AbstractControl, FormControl, FormGroup, ReactiveFormsModule } from '@angular/forms';
import { MatButton } from '@angular/material/button';
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
import { Saving } from '@nora/data-access';
import { ErrorPanel } from '@nora/ui';

import { nameOf, tidyPath } from './file-paths';

/** What is to be named, and what is done with the name. */
export interface PathPromptData {
  title: string;
  label: string;
  hint: string;
  value: string;
  action: string;
  working: string;
  /** Why a value cannot be taken; null when it can. */
  problemOf: (value: string) => string | null;
  /** Throws what the client throws; the dialog says so and stays. */
  act: (value: string) => Promise<void>;
}

/** Asks for a name or a path, and does what it is for. Closes with the value when that is done. */
@Component({
  selector: 'nora-path-prompt',
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
    ReactiveFormsModule,
  ],
  template: `
    <h2 mat-dialog-title>{{ data.title }}</h2>
    <form novalidate [formGroup]="form" (ngSubmit)="submit()">
      <mat-dialog-content>
        <mat-form-field class="field">
          <mat-label>{{ data.label }}</mat-label>
          <input
            #field
            matInput
            cdkFocusInitial
            autocomplete="off"
            spellcheck="false"
            formControlName="path"
            (focus)="selectName(field)"
          />
          <mat-hint>{{ data.hint }}</mat-hint>
          <mat-error>{{
            form.controls.path.getError('server') ?? form.controls.path.getError('path')
          }}</mat-error>
        </mat-form-field>
        @if (saving.problem(); as problem) {
          <nora-error-panel [problem]="problem" />
        }
      </mat-dialog-content>
      <mat-dialog-actions align="end">
        <button matButton type="button" [mat-dialog-close]="undefined">Not now</button>
        <button matButton="filled" type="submit" [disabled]="saving.working()">
          {{ saving.working() ? data.working : data.action }}
        </button>
      </mat-dialog-actions>
    </form>
  `,
  styles: '.field { width: 100%; margin-block: 6px 8px }',
})
export class PathPrompt {
  private readonly dialog = inject<MatDialogRef<PathPrompt, string>>(MatDialogRef);
  private selected = false;

  protected readonly data = inject<PathPromptData>(MAT_DIALOG_DATA);
  protected readonly saving = new Saving();
  protected readonly form = new FormGroup({
    path: new FormControl(this.data.value, {
      nonNullable: true,
      validators: ({ value }: AbstractControl<string>) => {
        const problem = this.data.problemOf(tidyPath(value));
        return problem === null ? null : { path: problem };
      },
    }),
  });

  protected async submit(): Promise<void> {
    const value = tidyPath(this.form.getRawValue().path);
    const fields = { path_exists: 'path', path_refused: 'path' };
    if (await this.saving.send(this.form, () => this.data.act(value), fields)) this.dialog.close(value);
  }

  /** The name without its ending is what is changed most. */
  protected selectName(field: HTMLInputElement): void {
    if (this.selected) return;
    this.selected = true;
    const name = nameOf(field.value);
    const start = field.value.length - name.length;
    const end = name.lastIndexOf('.');
    field.setSelectionRange(start, end > 0 ? start + end : field.value.length);
  }
}
