import { Component, computed, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { RouterLink } from '@angular/router';
import { WorkspacesStore } from '@nora/data-access';
import { STOPPED_LOOK } from '@nora/spending';
import {
  AGENT_STATUS_LOOKS,
  DRIFT_LOOK,
  EmptyState,
  ErrorPanel,
  RelativeTime,
  Skeleton,
  StatusBadge,
  type StatusLook,
  formatNumber,
} from '@nora/ui';

import { AgentOperations } from '../agents/agent-operations.store';
import { type StatusFilter, countByStatus } from '../agents/agent-list/agent-rows';
import { AgentsStore } from '../agents/agents.store';
import { DeploymentCard } from '../agents/deployment/deployment-card';
import { type OperationLook, operationLook } from '../agents/operation-looks';
import { EndingNotice } from '../workspaces/ending/ending-notice';
import { type Need, needsOf } from './attention';
import { CostToday } from './cost-today';
import { FlightsStore } from './flights.store';

const LATEST = 8;

/** The fleet of the present workspace at a glance: what needs somebody first, then what is going on. */
@Component({
  selector: 'nora-overview-page',
  imports: [
    CostToday,
    DeploymentCard,
    EmptyState,
    EndingNotice,
    ErrorPanel,
    MatButton,
    MatIcon,
    RelativeTime,
    RouterLink,
    Skeleton,
    StatusBadge,
  ],
  providers: [FlightsStore],
  templateUrl: './overview-page.html',
  styleUrl: './overview-page.scss',
})
export class OverviewPage {
  private readonly workspaces = inject(WorkspacesStore);

  protected readonly operations = inject(AgentOperations);
  protected readonly store = inject(AgentsStore);
  protected readonly flights = inject(FlightsStore);
  protected readonly looks = AGENT_STATUS_LOOKS;
  protected readonly drift = DRIFT_LOOK;
  protected readonly paused = STOPPED_LOOK;
  protected readonly count = formatNumber;
  protected readonly workspace = this.workspaces.current;
  protected readonly ending = computed(() => {
    const workspace = this.workspace();
    return workspace?.deletionRequestedAt ? workspace : null;
  });
  protected readonly mayDeploy = computed(() => this.workspaces.can('agents:write') && !this.ending());
  protected readonly mayReadUsage = computed(() => this.workspaces.can('usage:read'));
  protected readonly counts = computed(() => countByStatus(this.store.items()));
  protected readonly needs = computed(() =>
    needsOf(this.store.items(), (operation, agent) => this.operations.allows(operation, agent)),
  );
  protected readonly latest = computed(() =>
    [...this.store.items()].sort((a, b) => b.updatedAt.localeCompare(a.updatedAt)).slice(0, LATEST),
  );

  protected lookOf(status: StatusFilter): StatusLook {
    if (status === 'drift') return DRIFT_LOOK;
    return status === 'paused' ? STOPPED_LOOK : AGENT_STATUS_LOOKS[status];
  }

  protected look({ remedy, agent }: Need): OperationLook | null {
    return remedy && operationLook(remedy, agent);
  }

  protected help({ remedy, agent }: Need): void {
    if (remedy) void this.operations.run(remedy, agent);
  }
}
