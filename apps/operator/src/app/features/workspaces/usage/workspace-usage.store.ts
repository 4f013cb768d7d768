import { Injectable, inject } from '@angular/core';
import { UsageService } from '@nora/api-client';
import type { Usage } from '@nora/data-access';
import { type UsageOf, type UsageRange, UsageStore, usageQuestion } from '@nora/spending';
import { firstValueFrom } from 'rxjs';

/** What the usage of a workspace can be told apart by. */
export const WORKSPACE_USAGE_GROUPS = ['agent', 'model', 'provider', 'none'] as const;

/** Which usage of a workspace is looked at. */
export interface WorkspaceUsageQuestion extends UsageOf {
  range: UsageRange;
  by: (typeof WORKSPACE_USAGE_GROUPS)[number];
}

/** What a workspace used models for. */
@Injectable()
export class WorkspaceUsageStore extends UsageStore<WorkspaceUsageQuestion> {
  private readonly client = inject(UsageService);

  protected read({ of, range, by }: WorkspaceUsageQuestion): Promise<Usage> {
    const asked = { ...usageQuestion(range, Date.now()), workspaceId: of, by };
    return firstValueFrom(this.client.getWorkspaceUsage(asked));
  }
}
