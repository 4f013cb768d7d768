import { Injectable, inject } from '@angular/core';
import { AdminService } from '@nora/api-client';
import type { Usage } from '@nora/data-access';
import { type UsageOf, type UsageRange, UsageStore, usageQuestion } from '@nora/spending';
import { firstValueFrom } from 'rxjs';

/** What the usage of the installation can be told apart by. */
export const FLEET_USAGE_GROUPS = ['workspace', 'agent', 'model', 'provider', 'none'] as const;

/** Which usage of the installation is looked at. */
export interface FleetUsageQuestion extends UsageOf {
  range: UsageRange;
  by: (typeof FLEET_USAGE_GROUPS)[number];
}

/** What all workspaces together used models for. */
@Injectable()
export class FleetUsageStore extends UsageStore<FleetUsageQuestion> {
  private readonly client = inject(AdminService);

  protected read({ range, by }: FleetUsageQuestion): Promise<Usage> {
    return firstValueFrom(this.client.getFleetUsage({ ...usageQuestion(range, Date.now()), by }));
  }
}
