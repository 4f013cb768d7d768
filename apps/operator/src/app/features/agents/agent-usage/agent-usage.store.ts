import { Injectable, inject } from '@angular/core';
import { UsageService } from '@nora/api-client';
import type { Usage } from '@nora/data-access';
import { type UsageOf, type UsageRange, UsageStore, usageQuestion } from '@nora/spending';
import { firstValueFrom } from 'rxjs';

/** What the usage of an agent can be told apart by. */
export const AGENT_USAGE_GROUPS = ['model', 'provider', 'none'] as const;

/** Which usage of an agent is looked at. */
export interface AgentUsageQuestion extends UsageOf {
  range: UsageRange;
  by: (typeof AGENT_USAGE_GROUPS)[number];
}

/** What an agent used models for. */
@Injectable()
export class AgentUsageStore extends UsageStore<AgentUsageQuestion> {
  private readonly client = inject(UsageService);

  protected read({ of, range, by }: AgentUsageQuestion): Promise<Usage> {
    const asked = { ...usageQuestion(range, Date.now()), agentId: of, by };
    return firstValueFrom(this.client.getAgentUsage(asked));
  }
}
