import { Component, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatDialog } from '@angular/material/dialog';
import { MatIcon } from '@angular/material/icon';
import { Router, RouterLink } from '@angular/router';
import { WorkspacesStore } from '@nora/data-access';
import { RelativeTime } from '@nora/ui';

import { openNewWorkspace } from '../new-workspace/open-new-workspace';
import { ROLE_WORDS } from '../workspace-words';

/** The workspaces of the account, with its role in each. */
@Component({
  selector: 'nora-workspace-list',
  imports: [MatButton, MatIcon, RelativeTime, RouterLink],
  templateUrl: './workspace-list.html',
  styleUrls: ['../rows.scss', './workspace-list.scss'],
})
export class WorkspaceList {
  private readonly dialog = inject(MatDialog);
  private readonly router = inject(Router);

  protected readonly workspaces = inject(WorkspacesStore);
  protected readonly roles = ROLE_WORDS;

  protected async create(): Promise<void> {
    const made = await openNewWorkspace(this.dialog);
    if (made) await this.router.navigate(['/workspaces', made.id, 'members']);
  }
}
