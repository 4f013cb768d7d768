import { Component, computed, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import {
  MAT_DIALOG_DATA,
  MatDialogActions,
  MatDialogClose,
  MatDialogContent,
  MatDialogRef,
  MatDialogTitle,
} from '@angular/material/dialog';
import { MatFormField, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';

/** What is about to be destroyed. */
export interface ConfirmByNameData {
  title: string;
  /** What will be gone, and that it cannot be undone. */
  consequence: string;
  name: string;
  /** Word on the button, e.g. "Delete agent". */
  action: string;
}

/** Asks for the name of a thing before it is destroyed. Closes with `true` when it was typed and confirmed. */
@Component({
  selector: 'nora-confirm-by-name',
  imports: [
    MatButton,
    MatDialogActions,
    MatDialogClose,
    MatDialogContent,
    MatDialogTitle,
    MatFormField,
    MatInput,
    MatLabel,
  ],
  templateUrl: './confirm-by-name.html',
  styleUrl: './confirm-by-name.scss',
})
export class ConfirmByName {
  private readonly dialog = inject<MatDialogRef<ConfirmByName, boolean>>(MatDialogRef);

  protected readonly data = inject<ConfirmByNameData>(MAT_DIALOG_DATA);
  protected readonly typed = signal('');
  protected readonly matches = computed(() => this.typed().trim() === this.data.name);

  protected confirm(event: Event): void {
    event.preventDefault();
    if (this.matches()) this.dialog.close(true);
  }
}
