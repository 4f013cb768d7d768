import { Component, inject } from '@angular/core';
import { FormControl, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import {
  MAT_DIALOG_DATA,
  MatDialogActions,
  MatDialogClose,
  MatDialogContent,
  MatDialogRef,
  MatDialogTitle,
} from '@angular/material/dialog';
import { MatError, MatFormField, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';

const NAME_MAX = 80;

/** Why a name is asked for. */
export interface NamePromptData {
  title: string;
  reason: string;
  /** What stands in the field at first. */
  name: string;
  action: string;
}

/** Asks for a name. Closes with it, or with nothing. */
@Component({
  selector: 'nora-name-prompt',
  imports: [
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
  template: `
    <h2 mat-dialog-title>{{ data.title }}</h2>
    <form novalidate (submit)="submit($event)">
      <mat-dialog-content>
        <p>{{ data.reason }}</p>
        <mat-form-field class="field">
          <mat-label>Name</mat-label>
          <input matInput cdkFocusInitial required autocomplete="off" [formControl]="name" />
          <mat-error>Enter a name of up to {{ nameMax }} characters.</mat-error>
        </mat-form-field>
      </mat-dialog-content>
      <mat-dialog-actions align="end">
        <button matButton type="button" [mat-dialog-close]="undefined">Not now</button>
        <button matButton="filled" type="submit">{{ data.action }}</button>
      </mat-dialog-actions>
    </form>
  `,
  styles: '.field { width: 100%; margin-top: 16px }',
})
export class NamePrompt {
  private readonly dialog = inject<MatDialogRef<NamePrompt, string>>(MatDialogRef);

  protected readonly data = inject<NamePromptData>(MAT_DIALOG_DATA);
  protected readonly nameMax = NAME_MAX;
  protected readonly name = new FormControl(this.data.name, {
    nonNullable: true,
    validators: [Validators.required, Validators.maxLength(NAME_MAX), Validators.pattern(/\S/)],
  });

  protected submit(event: Event): void {
    event.preventDefault();
    this.name.markAsTouched();
    if (this.name.valid) this.dialog.close(this.name.value.trim());
  }
}
