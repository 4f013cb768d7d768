import { Component, computed, inject, input, output } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import type { Deployment } from '@nora/data-access';
import { Clock, DEPLOYMENT_STATUS_LOOKS, ErrorPanel, RelativeTime, StatusBadge } from '@nora/ui';

import { AgentStore } from '../agent.store';
import { OPERATION_LOOKS } from '../operation-looks';
import { DeploymentCard } from './deployment-card';
import { askedBy, paceOf } from './deployment-facts';

/** What was done with the agent before the latest deployment; each row opens. */
@Component({
  selector: 'nora-deployment-history',
  imports: [DeploymentCard, ErrorPanel, MatButton, MatIcon, RelativeTime, StatusBadge],
  templateUrl: './deployment-history.html',
  styleUrl: './deployment-history.scss',
})
export class DeploymentHistory {
  private readonly clock = inject(Clock);

  /** Id of the row that is open. */
  readonly opened = input<string>();
  /** Emits the row to open, or null for none. */
  readonly toggled = output<string | null>();

  protected readonly store = inject(AgentStore);
  protected readonly looks = DEPLOYMENT_STATUS_LOOKS;
  protected readonly kinds = OPERATION_LOOKS;
  protected readonly rows = computed(() =>
    this.store
      .deployments()
      .slice(1)
      .map((deployment) => ({
        deployment,
        by: askedBy(deployment),
        took: paceOf(deployment, this.clock.now()).elapsed,
      })),
  );

  protected toggle({ id }: Deployment): void {
    this.toggled.emit(id === this.opened() ? null : id);
  }
}
