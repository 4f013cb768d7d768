import { Injectable, inject } from '@angular/core';
import { ModelsService } from '@nora/api-client';
import type { ModelStop } from '@nora/data-access';
import { ModelStopsStore } from '@nora/spending';
import { firstValueFrom } from 'rxjs';

/** What keeps the models of a workspace from being called. */
@Injectable()
export class WorkspaceStopsStore extends ModelStopsStore {
  private readonly client = inject(ModelsService);

  protected async read(workspaceId: string): Promise<readonly ModelStop[]> {
    return (await firstValueFrom(this.client.getWorkspaceModelStop({ workspaceId }))).items;
  }

  protected async put(workspaceId: string, reason: string | undefined): Promise<readonly ModelStop[]> {
    return (await firstValueFrom(this.client.stopWorkspaceModels({ workspaceId, body: { reason } }))).items;
  }

  protected async lift(workspaceId: string): Promise<readonly ModelStop[]> {
    return (await firstValueFrom(this.client.resumeWorkspaceModels({ workspaceId }))).items;
  }
}
