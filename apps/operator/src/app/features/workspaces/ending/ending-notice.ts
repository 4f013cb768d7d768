import { Component, computed, inject, input } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { RouterLink } from '@angular/router';
import { Saving, type Workspace, WorkspacesStore } from '@nora/data-access';
import { ErrorPanel } from '@nora/ui';

import { WorkspaceActs } from '../workspace-acts.store';
import { counted } from '../workspace-words';

/** Says that a workspace is being deleted, what that means now, and offers to keep it. */
@Component({
  selector: 'nora-ending-notice',
  imports: [ErrorPanel, MatButton, MatIcon, RouterLink],
  templateUrl: './ending-notice.html',
  styleUrl: './ending-notice.scss',
})
export class EndingNotice {
  private readonly acts = inject(WorkspaceActs);
  private readonly workspaces = inject(WorkspacesStore);

  /** One whose deletion was asked for. */
  readonly workspace = input.required<Workspace>();

  protected readonly saving = new Saving();
  protected readonly mayKeep = computed(() => this.workspaces.can('workspaces:delete', this.workspace().id));
  protected readonly left = computed(() => counted(this.workspace().agentCount, 'agent'));

  protected keep(): void {
    void this.saving.send(null, () => this.acts.keep(this.workspace()));
  }
}
