import { Component, computed, inject, input, linkedSignal } from '@angular/core';
import { MatFormField, MatLabel } from '@angular/material/form-field';
import { MatOption, MatSelect } from '@angular/material/select';
import { RouterLink } from '@angular/router';
import { WorkspacesStore } from '@nora/data-access';
import { formatNumber } from '@nora/ui';

import { ChoiceCards, type ChoiceView } from '../../deploy/choice-cards';
import { AccountDeletionStore, type OwnedWorkspace } from './account-deletion.store';

type Fate = 'transfer' | 'delete';

/** What becomes of one workspace when its only owner goes. */
@Component({
  selector: 'nora-workspace-decision',
  imports: [ChoiceCards, MatFormField, MatLabel, MatOption, MatSelect, RouterLink],
  templateUrl: './workspace-decision.html',
  styleUrl: './workspace-decision.scss',
})
export class WorkspaceDecision {
  private readonly store = inject(AccountDeletionStore);
  private readonly workspaces = inject(WorkspacesStore);

  readonly workspace = input.required<OwnedWorkspace>();

  private readonly decision = computed(() => this.store.decisionOn(this.workspace().id));
  /** Chosen also while nobody has been named to take it over. */
  protected readonly fate = linkedSignal<Fate | ''>(() => {
    const decision = this.decision();
    if (!decision) return '';
    return 'delete' in decision ? 'delete' : 'transfer';
  });
  protected readonly successor = computed(() => {
    const decision = this.decision();
    return decision && 'transferToUserId' in decision ? decision.transferToUserId : null;
  });
  protected readonly agents = computed(() => {
    const { agentCount } = this.workspace();
    return agentCount === 1 ? 'an agent' : `${formatNumber(agentCount)} agents`;
  });
  protected readonly choices = computed<readonly ChoiceView[]>(() => {
    const { agentCount, successors } = this.workspace();
    return [
      {
        id: 'transfer',
        label: 'Hand it over',
        description: 'A member becomes its owner. Everything in it stays.',
        available: (successors?.length ?? 0) > 0,
        reason: successors ? 'Nobody else is a member of it.' : 'Its members could not be read.',
      },
      {
        id: 'delete',
        label: 'Delete it',
        description: 'It goes with your account, for everybody.',
        available: agentCount === 0,
        reason: `It holds ${this.agents()}. Delete them first.`,
      },
    ];
  });

  /** Its agents are listed only while it is the one being looked at. */
  protected lookAtIt(): void {
    this.workspaces.select(this.workspace().id);
  }

  protected choose(fate: string): void {
    const { id } = this.workspace();
    if (fate === 'delete') this.store.decide(id, { delete: true });
    else {
      this.store.decide(id, null);
      this.fate.set('transfer');
    }
  }

  protected handOver(userId: string): void {
    this.store.decide(this.workspace().id, { transferToUserId: userId });
  }
}
