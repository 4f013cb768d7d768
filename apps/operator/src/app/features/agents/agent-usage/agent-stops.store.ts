import { Injectable, inject } from '@angular/core';
import { ModelsService } from '@nora/api-client';
import type { ModelStop } from '@nora/data-access';
import { ModelStopsStore } from '@nora/spending';
import { firstValueFrom } from 'rxjs';

/** What keeps an agent from calling models. */
@Injectable()
export class AgentStopsStore extends ModelStopsStore {
  private readonly client = inject(ModelsService);

  protected async read(agentId: string): Promise<readonly ModelStop[]> {
    return (await firstValueFrom(this.client.getAgentModelStop({ agentId }))).items;
  }

  protected async put(agentId: string, reason: string | undefined): Promise<readonly ModelStop[]> {
    return (await firstValueFrom(this.client.stopAgentModels({ agentId, body: { reason } }))).items;
  }

  protected async lift(agentId: string): Promise<readonly ModelStop[]> {
    return (await firstValueFrom(this.client.resumeAgentModels({ agentId }))).items;
  }
}
