import { Injectable, inject } from '@angular/core';
import { AdminService } from '@nora/api-client';
import type { ModelStop } from '@nora/data-access';
import { ModelStopsStore } from '@nora/spending';
import { firstValueFrom } from 'rxjs';

/** What keeps all models of the installation from being called. */
@Injectable()
export class FleetStopsStore extends ModelStopsStore {
  private readonly client = inject(AdminService);

  protected async read(): Promise<readonly ModelStop[]> {
    return (await firstValueFrom(this.client.getFleetModelStop())).items;
  }

  protected async put(_of: string, reason: string | undefined): Promise<readonly ModelStop[]> {
    return (await firstValueFrom(this.client.stopFleetModels({ body: { reason } }))).items;
  }

  protected async lift(): Promise<readonly ModelStop[]> {
    return (await firstValueFrom(this.client.resumeFleetModels())).items;
  }
}
