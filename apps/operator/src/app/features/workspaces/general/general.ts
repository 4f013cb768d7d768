import { Component, DOCUMENT, afterNextRender, computed, inject, input } from '@angular/core';
import { ActivatedRoute } from '@angular/router';
import { WorkspacesStore } from '@nora/data-access';
import { CopyableId, RelativeTime } from '@nora/ui';

import { ROLE_WORDS } from '../workspace-words';
import { DeletionSection } from './deletion-section';
import { HandOver } from './hand-over';
import { RenameWorkspace } from './rename-workspace';
import { SpendingRules } from './spending-rules';

/** What a workspace is called, who owns it, and its end. */
@Component({
  selector: 'nora-general',
  imports: [CopyableId, DeletionSection, HandOver, RelativeTime, RenameWorkspace, SpendingRules],
  templateUrl: './general.html',
  styleUrl: './general.scss',
})
export class General {
  private readonly workspaces = inject(WorkspacesStore);

  readonly workspaceId = input.required<string>();

  protected readonly roles = ROLE_WORDS;
  protected readonly workspace = computed(() => this.workspaces.find(this.workspaceId()));
  protected readonly mayRename = computed(() => this.workspaces.can('workspaces:write', this.workspaceId()));
  protected readonly mayHandOver = computed(() =>
    this.workspaces.can('workspaces:transfer', this.workspaceId()),
  );
  protected readonly mayDelete = computed(() => this.workspaces.can('workspaces:delete', this.workspaceId()));

  constructor() {
    const document = inject(DOCUMENT);
    const { fragment } = inject(ActivatedRoute).snapshot;
    afterNextRender(() => {
      if (fragment) document.getElementById(fragment)?.scrollIntoView();
    });
  }
}
