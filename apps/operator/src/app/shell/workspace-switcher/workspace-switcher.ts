import { Component, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatDialog } from '@angular/material/dialog';
import { MatDivider } from '@angular/material/divider';
import { MatIcon } from '@angular/material/icon';
import { MatMenu, MatMenuItem, MatMenuTrigger } from '@angular/material/menu';
import { Router, RouterLink } from '@angular/router';
import { type Workspace, WorkspacesStore } from '@nora/data-access';

import { openNewWorkspace } from '../../features/workspaces/new-workspace/open-new-workspace';

/** The workspace that is looked at, the others to look at, and a new one. */
@Component({
  selector: 'nora-workspace-switcher',
  imports: [MatButton, MatDivider, MatIcon, MatMenu, MatMenuItem, MatMenuTrigger, RouterLink],
  templateUrl: './workspace-switcher.html',
  styleUrl: './workspace-switcher.scss',
})
export class WorkspaceSwitcher {
  private readonly router = inject(Router);
  private readonly dialog = inject(MatDialog);

  protected readonly workspaces = inject(WorkspacesStore);

  protected switchTo(workspace: Workspace): void {
    this.workspaces.select(workspace.id);
    // Who looks at one page of a workspace wants to see that page of the other.
    const [, tab] = /^\/workspaces\/[^/]+\/([^/?#]+)/.exec(this.router.url) ?? [];
    if (tab) void this.router.navigate(['/workspaces', workspace.id, tab]);
    else void this.router.navigate(['/agents'], { queryParams: { workspace: workspace.slug } });
  }

  protected async create(): Promise<void> {
    const made = await openNewWorkspace(this.dialog);
    if (made) await this.router.navigate(['/workspaces', made.id, 'members']);
  }
}
