import { Component, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import {
  MAT_DIALOG_DATA,
  MatDialogActions,
  MatDialogClose,
  MatDialogContent,
  MatDialogTitle,
} from '@angular/material/dialog';
import { Evidence, RelativeTime } from '@nora/ui';

import type { ResetLink } from '../user.store';

/** For whom a link was made. */
export interface ResetLinkData {
  name: string;
  email: string;
  link: ResetLink;
}

/** Shows a link for a new password, this once. */
@Component({
  selector: 'nora-reset-link-reveal',
  imports: [
    Evidence,
    MatButton,
    MatDialogActions,
    MatDialogClose,
    MatDialogContent,
    MatDialogTitle,
    RelativeTime,
  ],
  template: `
    <h2 mat-dialog-title>New password for {{ data.name }}</h2>
    <mat-dialog-content>
      <p>
        <strong>Nora has not mailed it.</strong> Pass the link on to {{ data.email }} yourself, on a way that
        nobody else reads: whoever opens it chooses the password.
      </p>
      <nora-evidence label="Reset link" [text]="data.link.url" />
      <p class="muted">
        It is shown this once, works once and expires <nora-time [at]="data.link.expiresAt" />. Links made
        earlier for this account are worth nothing any more.
      </p>
    </mat-dialog-content>
    <mat-dialog-actions align="end">
      <button matButton="filled" type="button" mat-dialog-close>Done</button>
    </mat-dialog-actions>
  `,
  styles: 'mat-dialog-content { display: flex; flex-direction: column; gap: 12px }',
})
export class ResetLinkReveal {
  protected readonly data = inject<ResetLinkData>(MAT_DIALOG_DATA);
}
