import { Component, inject } from '@angular/core';
import { FormControl, FormGroup, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import {
  MAT_DIALOG_DATA,
  type MatDialog,
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
import { firstValueFrom } from 'rxjs';

/** Whose models are about to be stopped. */
export interface StopModelsData {
  title: string;
  consequence: string;
  /** Asks the API; `undefined` where no reason was given. */
  stop: (reason: string | undefined) => Promise<unknown>;
}

const REASON_MAX = 200;

/** Asks once, and for a reason that others will read, before models are stopped. Closes with `true` once they are. */
@Component({
  selector: 'nora-stop-models',
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
        <p>{{ data.consequence }}</p>
        <mat-form-field>
          <mat-label>Reason</mat-label>
          <input matInput cdkFocusInitial autocomplete="off" formControlName="reason" />
          <mat-hint>May be left empty. Whoever finds the models stopped reads it.</mat-hint>
          <mat-error>
            {{
              form.controls.reason.getError('server') ?? 'Enter up to ' + reasonMax + ' characters, or none.'
            }}
          </mat-error>
        </mat-form-field>
        @if (saving.problem(); as problem) {
          <nora-error-panel canRetry [problem]="problem" (retry)="submit()" />
        }
      </mat-dialog-content>
      <mat-dialog-actions align="end">
        <button matButton type="button" mat-dialog-close>Let them run</button>
        <button matButton="filled" type="submit" [disabled]="saving.working()">
          {{ saving.working() ? 'Stopping…' : 'Stop models' }}
        </button>
      </mat-dialog-actions>
    </form>
  `,
  styles: 'mat-dialog-content { display: flex; flex-direction: column; gap: 12px; }',
})
export class StopModels {
  private readonly dialog = inject<MatDialogRef<StopModels, boolean>>(MatDialogRef);

  protected readonly data = inject<StopModelsData>(MAT_DIALOG_DATA);
  protected readonly saving = new Saving();
  protected readonly reasonMax = REASON_MAX;
  protected readonly form = new FormGroup({
    reason: new FormControl('', { nonNullable: true, validators: [Validators.maxLength(REASON_MAX)] }),
  });

  protected async submit(): Promise<void> {
    const reason = this.form.controls.reason.value.trim();
    const done = await this.saving.send(this.form, () => this.data.stop(reason === '' ? undefined : reason));
    if (done) this.dialog.close(true);
  }
}

/** True once the models are stopped. */
export async function askToStopModels(dialog: MatDialog, data: StopModelsData): Promise<boolean> {
  const asked = dialog.open<StopModels, StopModelsData, boolean>(StopModels, { width: '460px', data });
  return (await firstValueFrom(asked.afterClosed())) === true;
}
