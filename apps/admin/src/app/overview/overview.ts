import { Component, computed, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { RouterLink } from '@angular/router';
import { AGENT_STATUSES } from '@nora/contracts';
import { AGENT_STATUS_LOOKS, ErrorPanel, RelativeTime, Skeleton, StatusBadge, formatNumber } from '@nora/ui';

import { QueuesStore } from '../queues/queues.store';
import { OverviewStore } from './overview.store';

/** The installation in numbers. */
@Component({
  selector: 'nora-overview',
  imports: [ErrorPanel, MatButton, MatIcon, RelativeTime, RouterLink, Skeleton, StatusBadge],
  providers: [OverviewStore, QueuesStore],
  templateUrl: './overview.html',
  styleUrl: './overview.scss',
})
export class Overview {
  protected readonly store = inject(OverviewStore);
  protected readonly format = formatNumber;
  protected readonly totals = computed(() => {
    const overview = this.store.overview();
    if (!overview) return [];
    return [
      { label: 'Users', value: overview.users, path: '/users' },
      { label: 'Workspaces', value: overview.workspaces, path: '/workspaces' },
      { label: 'Agents', value: overview.agents.total, path: '/fleet' },
    ];
  });
  protected readonly deployments = computed(() => {
    const counts = this.store.overview()?.deployments;
    if (!counts) return [];
    return [
      { label: 'Queued', value: counts.queued },
      { label: 'In progress', value: counts.running },
      { label: 'Failed in the last 24 hours', value: counts.failedLast24h },
    ];
  });
  protected readonly statuses = computed(() => {
    const counts = this.store.overview()?.agents.byStatus ?? {};
    const most = Math.max(1, ...Object.values(counts));
    return AGENT_STATUSES.filter((status) => status !== 'deleted').map((status) => {
      const count = counts[status] ?? 0;
      return { status, look: AGENT_STATUS_LOOKS[status], count, share: count / most };
    });
  });

  constructor() {
    void this.store.load();
  }
}
