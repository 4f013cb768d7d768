import { Component, computed, inject, input } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { Router } from '@angular/router';
import { DEPLOYMENT_STATUS_LOOKS, RelativeTime, Skeleton, StatusBadge, formatDuration } from '@nora/ui';
import type { Deployment } from '@nora/data-access';

import { AgentOperations, type Operation } from '../agent-operations.store';
import { AgentStore } from '../agent.store';
import { FAMILY_LABELS, PROFILE_LABELS, TARGET_LABELS } from '../labels';
import { OPERATION_LOOKS } from '../operation-looks';
import { AgentLights } from './agent-lights';
import { DeploymentCard } from './deployment-card';

/** Lights, the deployment that matters, facts and history. The shown deployment is in the address. */
@Component({
  selector: 'nora-agent-overview',
  imports: [AgentLights, DeploymentCard, MatButton, RelativeTime, Skeleton, StatusBadge],
  templateUrl: './agent-overview.html',
  styleUrl: './agent-overview.scss',
})
export class AgentOverview {
  private readonly operations = inject(AgentOperations);
  private readonly router = inject(Router);

  /** Query parameter: the deployment to show instead of the latest. */
  readonly deployment = input<string>();

  protected readonly store = inject(AgentStore);
  protected readonly families = FAMILY_LABELS;
  protected readonly targets = TARGET_LABELS;
  protected readonly profiles = PROFILE_LABELS;
  protected readonly looks = DEPLOYMENT_STATUS_LOOKS;
  protected readonly kinds = OPERATION_LOOKS;
  protected readonly shown = computed<Deployment | null>(
    () => this.store.deployments().find(({ id }) => id === this.deployment()) ?? this.store.latest(),
  );
  protected readonly offered = computed(() => {
    const agent = this.store.agent();
    // Only the latest failure can be put right; an older one is history.
    return agent && this.shown() === this.store.latest() ? this.operations.offered(agent) : [];
  });

  protected run(operation: Operation): void {
    const agent = this.store.agent();
    if (agent) void this.operations.run(operation, agent);
  }

  protected show(deployment: Deployment): void {
    const id = deployment.id === this.store.latest()?.id ? null : deployment.id;
    void this.router.navigate([], { queryParams: { deployment: id }, queryParamsHandling: 'merge' });
  }

  protected took(deployment: Deployment): string {
    const { startedAt, finishedAt } = deployment;
    return startedAt && finishedAt ? formatDuration(Date.parse(finishedAt) - Date.parse(startedAt)) : '';
  }
}
