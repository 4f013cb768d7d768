import { Component, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import {
  MAT_DIALOG_DATA,
  MatDialogActions,
  MatDialogClose,
  MatDialogContent,
  MatDialogTitle,
} from '@angular/material/dialog';

/** What is about to be done. */
export interface ConfirmData {
  title: string;
  /** What it changes, and what may be lost. */
  consequence: string;
  /** Word on the button that does it. */
  action: string;
  /** Word on the button that does nothing. */
  keep: string;
}

/** Asks once before something that cannot simply be undone. Closes with `true` when it is to be done. */
@Component({
  selector: 'nora-confirm',
  imports: [MatButton, MatDialogActions, MatDialogClose, MatDialogContent, MatDialogTitle],
  template: `
    <h2 mat-dialog-title>{{ data.title }}</h2>
    <mat-dialog-content>
      <p>{{ data.consequence }}</p>
    </mat-dialog-content>
    <mat-dialog-actions align="end">
      <button matButton type="button" [mat-dialog-close]="undefined">{{ data.keep }}</button>
      <button matButton="filled" type="button" [mat-dialog-close]="true">{{ data.action }}</button>
    </mat-dialog-actions>
  `,
})
export class Confirm {
  protected readonly data = inject<ConfirmData>(MAT_DIALOG_DATA);
}
