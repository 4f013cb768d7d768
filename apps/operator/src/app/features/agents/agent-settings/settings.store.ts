import { Injectable, computed, inject, signal } from '@angular/core';
import { AgentsService, CatalogService } from '@nora/api-client';
import type { DriftPolicy, DuplicateScope } from '@nora/contracts';
import {
  type Agent,
  type ChangedResources,
  type DeployTargetChoice,
  type TargetCapabilities,
  toUserProblem,
  type UserProblem,
} from '@nora/data-access';
import { firstValueFrom } from 'rxjs';

import { AgentStore } from '../agent.store';
import { AgentsStore } from '../agents.store';

/** What can be changed of one agent. Every change throws what the client throws. */
@Injectable()
export class SettingsStore {
  private readonly client = inject(AgentsService);
  private readonly catalog = inject(CatalogService);
  private readonly page = inject(AgentStore);
  private readonly list = inject(AgentsStore);
  private readonly targets = signal<readonly DeployTargetChoice[] | null>(null);
  private readonly fault = signal<UserProblem | null>(null);

  /** False until it is known what the targets can do. */
  readonly loaded = computed(() => this.targets() !== null);
  /** Why it could not be read what the targets can do. */
  readonly problem = this.fault.asReadonly();

  /** Reads what the targets can do. */
  async load(): Promise<void> {
    this.fault.set(null);
    try {
      this.targets.set((await firstValueFrom(this.catalog.getCatalog())).deployTargets);
    } catch (error) {
      this.fault.set(toUserProblem(error));
    }
  }

  /** What the target of an agent can do; null while it is not known. */
  capabilitiesOf({ deployTarget }: Agent): TargetCapabilities | null {
    return this.targets()?.find(({ id }) => id === deployTarget)?.capabilities ?? null;
  }

  rename(agent: Agent, name: string): Promise<void> {
    return this.change(agent, { name });
  }

  changeResources(agent: Agent, resources: ChangedResources, message: string | null): Promise<void> {
    return this.change(agent, { resources, ...(message === null ? {} : { message }) });
  }

  changePolicy(agent: Agent, driftPolicy: DriftPolicy): Promise<void> {
    return this.change(agent, { driftPolicy });
  }

  /** Gives the agent another key for its models. One that runs is restarted with it. */
  async rotateModelKey({ id: agentId }: Agent): Promise<void> {
    const { deployment } = await firstValueFrom(this.client.rotateModelKey({ agentId }));
    if (deployment) this.page.started(deployment);
    await this.page.refresh();
  }

  /** Makes a new agent of this one. */
  async duplicate(agent: Agent, name: string, scope: DuplicateScope): Promise<Agent> {
    const body = { name, scope };
    const made = await firstValueFrom(this.client.duplicateAgent({ agentId: agent.id, body }));
    this.list.put(made.agent);
    return made.agent;
  }

  private async change(
    { id: agentId }: Agent,
    body: Parameters<AgentsService['updateAgent']>[0]['body'],
  ): Promise<void> {
    const { agent, deployment } = await firstValueFrom(this.client.updateAgent({ agentId, body }));
    this.page.put(agent);
    if (deployment) this.page.started(deployment);
  }
}
