import { Component, computed, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatCheckbox } from '@angular/material/checkbox';
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
  /** What has to be typed. */
  name: string;
  /** What is typed, when it is not a name. */
  field?: string;
  /** Word on the button, e.g. "Delete agent". */
  action: string;
  /** A choice that changes what is lost. */
  option?: {
    label: string;
    /** Replaces `consequence` while it is chosen. */
    consequence: string;
  };
}

/** What was confirmed. */
export interface ConfirmedByName {
  /** Whether the option was chosen. */
  option: boolean;
}

/** Asks for the name of a thing before it is destroyed. Closes with {@link ConfirmedByName}, or nothing. */
@Component({
  selector: 'nora-confirm-by-name',
  imports: [
    MatButton,
    MatCheckbox,
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
  private readonly dialog = inject<MatDialogRef<ConfirmByName, ConfirmedByName>>(MatDialogRef);

  protected readonly data = inject<ConfirmByNameData>(MAT_DIALOG_DATA);
  protected readonly typed = signal('');
  protected readonly option = signal(false);
  protected readonly consequence = computed(() => {
    const { option, consequence } = this.data;
    return option && this.option() ? option.consequence : consequence;
  });
  protected readonly matches = computed(() => this.typed().trim() === this.data.name);

  protected confirm(event: Event): void {
    event.preventDefault();
    if (this.matches()) this.dialog.close({ option: this.option() });
  }
}
