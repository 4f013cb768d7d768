import { Component, computed, inject, input } from '@angular/core';
import { takeUntilDestroyed, toObservable } from '@angular/core/rxjs-interop';
import { Router } from '@angular/router';
import { RelativeTime, Skeleton } from '@nora/ui';

import { AgentOperations } from '../agent-operations.store';
import { AgentStore } from '../agent.store';
import { DeploymentCard } from '../deployment/deployment-card';
import { DeploymentHistory } from '../deployment/deployment-history';
import { type Remedy, remediesOf } from '../deployment/remedies';
import { DriftBanner } from '../drift/drift-banner';
import { FAMILY_LABELS, PROFILE_LABELS, TARGET_LABELS, resourcesOf } from '../labels';
import { RedeployBanner } from '../redeploy/redeploy-banner';

/** What differs, the deployment that matters, facts and history. The opened deployment is in the address. */
@Component({
  selector: 'nora-agent-overview',
  imports: [DeploymentCard, DeploymentHistory, DriftBanner, RedeployBanner, RelativeTime, Skeleton],
  templateUrl: './agent-overview.html',
  styleUrl: './agent-overview.scss',
})
export class AgentOverview {
  private readonly operations = inject(AgentOperations);
  private readonly router = inject(Router);

  /** Query parameter: the earlier deployment that is open. */
  readonly deployment = input<string>();

  protected readonly store = inject(AgentStore);
  protected readonly families = FAMILY_LABELS;
  protected readonly targets = TARGET_LABELS;
  protected readonly profiles = PROFILE_LABELS;
  protected readonly resourcesOf = resourcesOf;
  /** Of a runtime that is up; what is recorded of an earlier one says nothing. */
  protected readonly upSince = computed(() => {
    const agent = this.store.agent();
    const up = agent?.status === 'running' || agent?.status === 'warning';
    return up ? (agent.runtime?.startedAt ?? null) : null;
  });
  protected readonly mayChange = computed(() => {
    const agent = this.store.agent();
    return agent !== null && this.operations.mayChange(agent);
  });
  protected readonly busy = computed(() => {
    const agent = this.store.agent();
    return agent !== null && this.operations.pending(agent.id) !== null;
  });
  protected readonly remedies = computed<readonly Remedy[]>(() => {
    const agent = this.store.agent();
    const latest = this.store.latest();
    return agent && latest && this.mayChange() ? remediesOf(latest, agent) : [];
  });

  constructor() {
    const asked = computed(() => (this.store.latest() ? this.deployment() : undefined));
    toObservable(asked)
      .pipe(takeUntilDestroyed())
      .subscribe((id) => {
        if (id) void this.store.find(id);
      });
  }

  protected cancel(): void {
    const agent = this.store.agent();
    const latest = this.store.latest();
    if (agent && latest) void this.operations.cancel(latest, agent);
  }

  protected help(act: Remedy['act']): void {
    const agent = this.store.agent();
    const latest = this.store.latest();
    if (!agent || !latest) return;
    switch (act) {
      case 'retry':
        return void this.operations.retry(latest, agent);
      case 'fresh-storage':
        return void this.operations.redeployFresh(agent);
      case 'resources':
        return void this.router.navigate(['/agents', agent.id, 'settings']);
      case 'start':
      case 'redeploy':
      case 'force-delete':
        return void this.operations.run(act, agent);
    }
  }

  protected open(id: string | null): void {
    void this.router.navigate([], { queryParams: { deployment: id }, queryParamsHandling: 'merge' });
  }
}
