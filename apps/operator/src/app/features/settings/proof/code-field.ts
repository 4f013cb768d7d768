import { Component, booleanAttribute, input } from '@angular/core';
import { type FormControl, ReactiveFormsModule } from '@angular/forms';
import { MatError, MatFormField, MatHint, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';

/** Box for a code of the second factor. */
@Component({
  selector: 'nora-code-field',
  imports: [MatError, MatFormField, MatHint, MatInput, MatLabel, ReactiveFormsModule],
  template: `
    <mat-form-field>
      <mat-label>Code</mat-label>
      <input
        matInput
        required
        autocomplete="one-time-code"
        spellcheck="false"
        autocapitalize="off"
        [attr.inputmode]="appOnly() ? 'numeric' : null"
        [formControl]="control()"
      />
      <mat-hint>{{
        appOnly() ? 'Six digits of your app.' : 'Six digits of your app, or a recovery code.'
      }}</mat-hint>
      <mat-error>{{ control().getError('server') ?? 'Enter the code.' }}</mat-error>
    </mat-form-field>
  `,
  styles: 'mat-form-field { width: 100% }',
})
export class CodeField {
  readonly control = input.required<FormControl<string>>();
  /** True where no recovery code will do. */
  readonly appOnly = input(false, { transform: booleanAttribute });
}
