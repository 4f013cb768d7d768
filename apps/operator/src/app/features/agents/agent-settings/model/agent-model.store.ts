import { Injectable, inject, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { ModelsService, type SetAgentModelDto } from '@nora/api-client';
import { type AgentModel, LiveEvents, type UserProblem, toUserProblem } from '@nora/data-access';
import { auditTime, filter, firstValueFrom, merge } from 'rxjs';

import { AgentStore } from '../../agent.store';

/** What an agent is to be bound to. */
export type WantedModel = SetAgentModelDto;

const SETTLE_MS = 300;

/** The model that an agent is bound to, kept true by the event stream. */
@Injectable()
export class AgentModelStore {
  private readonly client = inject(ModelsService);
  private readonly page = inject(AgentStore);
  private readonly current = signal<AgentModel | null>(null);
  private readonly fault = signal<UserProblem | null>(null);
  private agentId = '';

  /** Null until it is known. */
  readonly model = this.current.asReadonly();
  /** Why it could not be read. */
  readonly problem = this.fault.asReadonly();

  constructor() {
    const live = inject(LiveEvents);
    const news = live.events.pipe(
      filter(
        (event) =>
          event.type === 'provider.changed' ||
          (event.type === 'agent.model-changed' && event.agentId === this.agentId),
      ),
    );
    merge(news, live.resync)
      .pipe(auditTime(SETTLE_MS), takeUntilDestroyed())
      .subscribe(() => void this.read());
  }

  async show(agentId: string): Promise<void> {
    this.agentId = agentId;
    this.current.set(null);
    await this.read();
  }

  async read(): Promise<void> {
    const { agentId } = this;
    this.fault.set(null);
    try {
      const model = await firstValueFrom(this.client.getAgentModel({ agentId }));
      if (agentId === this.agentId) this.current.set(model);
    } catch (error) {
      if (agentId === this.agentId) this.fault.set(toUserProblem(error));
    }
  }

  /** Binds the agent anew. Throws what the client throws. */
  async save(body: WantedModel): Promise<AgentModel> {
    const { agentId } = this;
    const model = await firstValueFrom(this.client.setAgentModel({ agentId, body }));
    if (agentId === this.agentId) this.current.set(model);
    // It may have to be redeployed now.
    void this.page.refresh();
    return model;
  }
}
