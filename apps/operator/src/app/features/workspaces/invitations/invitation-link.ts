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

import { ROLE_WORDS } from '../workspace-words';
import type { CreatedInvitation } from './invitations.store';

/** Shows the link of an invitation, this once. */
@Component({
  selector: 'nora-invitation-link',
  imports: [
    Evidence,
    MatButton,
    MatDialogActions,
    MatDialogClose,
    MatDialogContent,
    MatDialogTitle,
    RelativeTime,
  ],
  templateUrl: './invitation-link.html',
  styles: 'mat-dialog-content { display: flex; flex-direction: column; gap: 12px }',
})
export class InvitationLink {
  protected readonly created = inject<CreatedInvitation>(MAT_DIALOG_DATA);
  protected readonly role = ROLE_WORDS[this.created.invitation.role];
}
