import { Component, computed, inject, input } from '@angular/core';
import { takeUntilDestroyed, toObservable } from '@angular/core/rxjs-interop';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { MatTabLink, MatTabNav, MatTabNavPanel } from '@angular/material/tabs';
import { RouterLink, RouterLinkActive, RouterOutlet } from '@angular/router';
import { WorkspacesStore } from '@nora/data-access';
import { CopyableId, EmptyState } from '@nora/ui';

import { EndingNotice } from '../ending/ending-notice';
import { WORKSPACE_TABS } from '../workspace-tabs';
import { ROLE_WORDS } from '../workspace-words';

/** One workspace: what it is called, what the account is in it, and its tabs. */
@Component({
  selector: 'nora-workspace-page',
  imports: [
    CopyableId,
    EmptyState,
    EndingNotice,
    MatButton,
    MatIcon,
    MatTabLink,
    MatTabNav,
    MatTabNavPanel,
    RouterLink,
    RouterLinkActive,
    RouterOutlet,
  ],
  templateUrl: './workspace-page.html',
  styleUrl: './workspace-page.scss',
})
export class WorkspacePage {
  private readonly workspaces = inject(WorkspacesStore);

  readonly workspaceId = input.required<string>();

  protected readonly roles = ROLE_WORDS;
  protected readonly workspace = computed(() => this.workspaces.find(this.workspaceId()));
  protected readonly tabs = computed(() =>
    WORKSPACE_TABS.filter(({ permission }) => this.workspaces.can(permission, this.workspaceId())),
  );

  constructor() {
    // By its id: news of the same workspace must not take back what was switched to while this page is being left.
    toObservable(computed(() => this.workspace()?.id))
      .pipe(takeUntilDestroyed())
      .subscribe((id) => {
        if (id !== undefined) this.workspaces.select(id);
      });
  }
}
