import { LiveAnnouncer } from '@angular/cdk/a11y';
import { Component, computed, inject, input } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { MatProgressBar } from '@angular/material/progress-bar';
import { Router, RouterLink } from '@angular/router';
import { Saving, type Workspace, WorkspacesStore } from '@nora/data-access';
import { AGENT_STATUS_LOOKS, Clock, ErrorPanel, StatusBadge } from '@nora/ui';

import { AgentsStore } from '../../agents/agents.store';
import { WorkspaceActs } from '../workspace-acts.store';
import { WorkspaceQuestions } from '../workspace-questions';
import { counted } from '../workspace-words';

const SETTLE_MS = 5_000;

/** Deletes a workspace, and shows how far a deletion is that waits for its agents. */
@Component({
  selector: 'nora-deletion-section',
  imports: [ErrorPanel, MatButton, MatIcon, MatProgressBar, RouterLink, StatusBadge],
  templateUrl: './deletion-section.html',
  styleUrl: './deletion-section.scss',
})
export class DeletionSection {
  private readonly acts = inject(WorkspaceActs);
  private readonly questions = inject(WorkspaceQuestions);
  private readonly workspaces = inject(WorkspacesStore);
  private readonly agents = inject(AgentsStore);
  private readonly announcer = inject(LiveAnnouncer);
  private readonly router = inject(Router);
  private readonly clock = inject(Clock);

  readonly workspace = input.required<Workspace>();

  protected readonly saving = new Saving();
  protected readonly looks = AGENT_STATUS_LOOKS;
  protected readonly mayDelete = computed(() =>
    this.workspaces.can('workspaces:delete', this.workspace().id),
  );
  /** Agents that still keep the workspace, the stuck ones first. */
  protected readonly left = computed(() => {
    const all = [...this.agents.items(), ...this.agents.kept()];
    return all
      .filter(({ workspaceId }) => workspaceId === this.workspace().id)
      .sort((a, b) => Number(b.status !== 'deleting') - Number(a.status !== 'deleting'));
  });
  /** True when an agent stays as it is: its deletion failed, or was never asked for. */
  protected readonly stuck = computed(() => {
    const since = Date.parse(this.workspace().deletionRequestedAt ?? '');
    // What was just asked for may not have been heard of yet.
    if (!(this.clock.now() - since > SETTLE_MS)) return false;
    return this.left().some(({ activeDeploymentId }) => !activeDeploymentId);
  });
  /** The agent with which something else is done, so that it cannot be deleted now. */
  protected readonly busy = computed(() => {
    const deploymentId = this.saving.problem()?.deploymentId;
    return this.left().find(({ activeDeploymentId }) => deploymentId && activeDeploymentId === deploymentId);
  });
  protected readonly count = computed(() => counted(this.left().length, 'agent'));

  protected async delete(): Promise<void> {
    const workspace = this.workspace();
    if (!(await this.questions.beforeDeletion(workspace))) return;
    await this.saving.send(null, () => this.end(workspace));
  }

  /** Asks for the agents that are left once more. */
  protected goOn(): void {
    const workspace = this.workspace();
    void this.saving.send(null, () => this.end(workspace));
  }

  private async end(workspace: Workspace): Promise<void> {
    const withAgents = workspace.agentCount > 0 || workspace.deletionRequestedAt !== null;
    const gone = withAgents ? await this.acts.deleteWithAgents(workspace) : true;
    if (!withAgents) await this.acts.deleteEmpty(workspace);
    if (!gone) return;
    await this.router.navigate(['/workspaces']);
    void this.announcer.announce(`The workspace ${workspace.name} has been deleted.`);
  }
}
