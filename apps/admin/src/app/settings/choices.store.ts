import { Injectable, inject, signal } from '@angular/core';
import { CatalogService } from '@nora/api-client';
import { type UserProblem, toUserProblem } from '@nora/data-access';
import { firstValueFrom } from 'rxjs';

import type { FieldChoices } from './settings-form/settings-form';

/** What can be chosen for new agents. */
@Injectable()
export class ChoicesStore {
  private readonly client = inject(CatalogService);
  private readonly known = signal<FieldChoices | null>(null);
  private readonly fault = signal<UserProblem | null>(null);

  readonly choices = this.known.asReadonly();
  readonly problem = this.fault.asReadonly();

  async load(): Promise<void> {
    this.fault.set(null);
    try {
      const { runtimeFamilies, deployTargets } = await firstValueFrom(this.client.getCatalog());
      this.known.set({ runtimeFamily: runtimeFamilies, deployTarget: deployTargets });
    } catch (error) {
      this.fault.set(toUserProblem(error));
    }
  }
}
