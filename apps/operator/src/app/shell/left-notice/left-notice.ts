import { Component, inject, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { MatIconButton } from '@angular/material/button';
import { MatDialog } from '@angular/material/dialog';
import { MatIcon } from '@angular/material/icon';
import { Router } from '@angular/router';
import { type LeftWorkspace, type Workspace, WorkspacesStore } from '@nora/data-access';

/** Says of which workspaces the account is a member no more, and leaves their pages. */
@Component({
  selector: 'nora-left-notice',
  imports: [MatIcon, MatIconButton],
  templateUrl: './left-notice.html',
  styleUrl: './left-notice.scss',
})
export class LeftNotice {
  private readonly router = inject(Router);
  private readonly dialog = inject(MatDialog);

  protected readonly workspaces = inject(WorkspacesStore);
  protected readonly left = signal<readonly LeftWorkspace[]>([]);

  constructor() {
    this.workspaces.left.pipe(takeUntilDestroyed()).subscribe((one) => this.leave(one));
  }

  protected dismiss({ workspace }: LeftWorkspace): void {
    this.left.update((all) => all.filter((one) => one.workspace.id !== workspace.id));
  }

  private leave(one: LeftWorkspace): void {
    this.dismiss(one);
    this.left.update((all) => [...all, one]);
    if (!this.shows(one)) return;
    this.dialog.closeAll();
    const next = this.workspaces.current();
    void this.router.navigate(['/agents'], { queryParams: next ? { workspace: next.slug } : {} });
  }

  /** True when the page is about the workspace that is gone. */
  private shows({ workspace, wasCurrent }: LeftWorkspace): boolean {
    const path = this.router.url.split(/[?#]/)[0] ?? '';
    if (path.startsWith('/workspaces')) return isPageOf(path, workspace);
    return wasCurrent && /^\/(agents|deploy)(\/|$)/.test(path);
  }
}

function isPageOf(path: string, { id }: Workspace): boolean {
  return path === `/workspaces/${id}` || path.startsWith(`/workspaces/${id}/`);
}
