import { Injectable, inject, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { type AgentSecretDto, AgentSecretsService } from '@nora/api-client';
import { KeysetList, LiveEvents, type UserProblem, toUserProblem } from '@nora/data-access';
import { auditTime, filter, firstValueFrom, merge } from 'rxjs';

import { AgentStore } from '../../agent.store';

/** A variable that an agent was given. Nobody is shown its value. */
export type AgentSecret = AgentSecretDto;

/** More than an agent can have. */
const ALL = 100;
const SETTLE_MS = 300;

/** What an agent was given in secret, by name, kept true by the event stream. */
@Injectable()
export class SecretsStore {
  private readonly client = inject(AgentSecretsService);
  private readonly page = inject(AgentStore);
  private readonly pages = new KeysetList<string, AgentSecret>(
    (agentId, cursor) => firstValueFrom(this.client.listAgentSecrets({ agentId, limit: ALL, cursor })),
    ({ name }) => name,
  );
  private readonly busy = signal<string | null>(null);
  private readonly fault = signal<UserProblem | null>(null);
  private agentId = '';

  /** By name. */
  readonly items = this.pages.items;
  readonly loaded = this.pages.loaded;
  /** Why they could not be read. */
  readonly problem = this.pages.problem;
  /** Name of the secret that is being deleted. */
  readonly deleting = this.busy.asReadonly();
  /** Why the last deletion was refused. */
  readonly refusal = this.fault.asReadonly();

  constructor() {
    const live = inject(LiveEvents);
    const news = live.events.pipe(
      filter((event) => event.type === 'agent.secrets-changed' && event.agentId === this.agentId),
    );
    merge(news, live.resync)
      .pipe(auditTime(SETTLE_MS), takeUntilDestroyed())
      .subscribe(() => void this.pages.refresh());
  }

  show(agentId: string): Promise<void> {
    this.agentId = agentId;
    this.fault.set(null);
    return this.pages.show(agentId);
  }

  refresh(): Promise<void> {
    return this.pages.refresh();
  }

  /** Gives the agent a variable, or another value of it. Throws what the client throws. */
  async set(name: string, value: string): Promise<AgentSecret> {
    const { agentId } = this;
    const secret = await firstValueFrom(this.client.setAgentSecret({ agentId, name, body: { value } }));
    await this.follow();
    return secret;
  }

  /** True when it is gone. */
  async remove({ name }: AgentSecret): Promise<boolean> {
    const { agentId } = this;
    this.fault.set(null);
    this.busy.set(name);
    try {
      await firstValueFrom(this.client.deleteAgentSecret({ agentId, name }));
      await this.follow();
      return true;
    } catch (error) {
      this.fault.set(toUserProblem(error));
      return false;
    } finally {
      this.busy.set(null);
    }
  }

  /** The runtime has it after a redeploy only, which the agent says of itself. */
  private async follow(): Promise<void> {
    await Promise.all([this.pages.refresh(), this.page.refresh()]);
  }
}
