import { Injectable, inject, signal } from '@angular/core';
import { AgentsService, CatalogService } from '@nora/api-client';
import {
  type Agent,
  type DeployCatalog,
  type NewAgent,
  type UserProblem,
  WorkspacesStore,
  toUserProblem,
} from '@nora/data-access';
import { firstValueFrom } from 'rxjs';

import { AgentsStore } from '../agents/agents.store';

/** What can be deployed here, and the deploying. */
@Injectable()
export class DeployStore {
  private readonly catalogClient = inject(CatalogService);
  private readonly agents = inject(AgentsService);
  private readonly list = inject(AgentsStore);
  private readonly workspaces = inject(WorkspacesStore);
  private readonly choices = signal<DeployCatalog | null>(null);
  private readonly fault = signal<UserProblem | null>(null);
  private readonly sending = signal(false);

  readonly catalog = this.choices.asReadonly();
  /** Why the catalog could not be read. */
  readonly problem = this.fault.asReadonly();
  readonly working = this.sending.asReadonly();

  async load(): Promise<void> {
    this.fault.set(null);
    try {
      this.choices.set(await firstValueFrom(this.catalogClient.getCatalog()));
    } catch (error) {
      this.fault.set(toUserProblem(error));
    }
  }

  /** Creates the agent and queues its first deployment. Throws what the client throws. */
  async deploy(body: NewAgent): Promise<Agent> {
    const workspaceId = this.workspaces.current()?.id;
    if (!workspaceId) throw new Error('No workspace is chosen.');
    this.sending.set(true);
    try {
      const { agent } = await firstValueFrom(this.agents.createAgent({ workspaceId, body }));
      this.list.put(agent);
      return agent;
    } finally {
      this.sending.set(false);
    }
  }
}
