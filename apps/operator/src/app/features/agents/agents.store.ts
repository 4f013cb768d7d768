import { Injectable, computed, inject, signal } from '@angular/core';
import { takeUntilDestroyed, toObservable } from '@angular/core/rxjs-interop';
import { AgentsService } from '@nora/api-client';
import {
  type Agent,
  type AgentEvent,
  LiveEvents,
  type UserProblem,
  WorkspacesStore,
  isAgentEvent,
  toUserProblem,
} from '@nora/data-access';
import { AGENT_STATUSES, type AgentStatus } from '@nora/contracts';
import { filter, firstValueFrom } from 'rxjs';

import { reduceAgent } from './live-reduction';
import { MissedEvents } from './missed-events';
import { type StopEvent, isStopEvent } from './model-pause/stop-events';

const PAGE = 200;

/** The agents of the present workspace, kept true by the event stream. */
@Injectable({ providedIn: 'root' })
export class AgentsStore {
  private readonly client = inject(AgentsService);
  private readonly workspaces = inject(WorkspacesStore);
  private readonly byId = signal<ReadonlyMap<string, Agent>>(new Map());
  private readonly fault = signal<UserProblem | null>(null);
  private readonly read = signal(false);
  private readonly missed = new MissedEvents();
  private loadedWorkspace: string | null = null;

  readonly items = computed(() => [...this.byId().values()].filter(({ status }) => status !== 'deleted'));
  /** Deleted agents that can be restored. */
  readonly kept = computed(() =>
    [...this.byId().values()].filter(({ status, dataKept }) => status === 'deleted' && dataKept),
  );
  readonly problem = this.fault.asReadonly();
  /** False until the first answer for the present workspace. */
  readonly loaded = this.read.asReadonly();

  constructor() {
    const live = inject(LiveEvents);
    live.events.pipe(filter(isAgentEvent), takeUntilDestroyed()).subscribe((event) => this.apply(event));
    live.events.pipe(filter(isStopEvent), takeUntilDestroyed()).subscribe((event) => this.heed(event));
    live.resync.pipe(takeUntilDestroyed()).subscribe(() => void this.load());
    toObservable(this.workspaces.current)
      .pipe(takeUntilDestroyed())
      .subscribe((workspace) => {
        if (workspace && workspace.id !== this.loadedWorkspace) void this.load();
      });
  }

  /** Reads the list again. */
  async load(): Promise<void> {
    const workspaceId = this.workspaces.current()?.id;
    if (!workspaceId) return;
    if (workspaceId !== this.loadedWorkspace) {
      this.byId.set(new Map());
      this.read.set(false);
    }
    this.loadedWorkspace = workspaceId;
    this.fault.set(null);
    const take = (agents: Agent[]) => {
      if (workspaceId !== this.loadedWorkspace) return;
      this.byId.set(new Map(agents.map((agent) => [agent.id, agent])));
      this.read.set(true);
    };
    try {
      await this.missed.during(this.readAll(workspaceId, AGENT_STATUSES), take, (event) =>
        this.reduce(event),
      );
    } catch (error) {
      this.fault.set(toUserProblem(error));
    }
  }

  /** Takes in an agent that another store has just read or changed. */
  put(agent: Agent): void {
    if (agent.workspaceId !== this.loadedWorkspace) return;
    this.byId.update((agents) => new Map(agents).set(agent.id, agent));
  }

  private apply(event: AgentEvent): void {
    if (event.workspaceId !== this.loadedWorkspace) return;
    this.missed.add(event);
    this.reduce(event);
    // These events carry less than a row shows.
    if (event.type === 'agent.created' && !this.byId().has(event.agentId)) void this.fetch(event.agentId);
    else if (event.type === 'agent.updated') void this.fetch(event.agentId);
    else if (event.type === 'agent.deleted') void this.readKept(event.workspaceId);
  }

  /** Of several stops an agent shows the strictest, which only the API knows. */
  private heed({ workspaceId, agentId }: StopEvent): void {
    if (workspaceId !== this.loadedWorkspace) return;
    void (agentId === null ? this.load() : this.fetch(agentId));
  }

  private reduce(event: AgentEvent): void {
    const agent = this.byId().get(event.agentId);
    if (!agent) return;
    const next = reduceAgent(agent, event);
    if (next !== agent) this.byId.update((agents) => new Map(agents).set(next.id, next));
  }

  private async fetch(agentId: string): Promise<void> {
    const answer = firstValueFrom(this.client.getAgent({ agentId }));
    try {
      await this.missed.during(
        answer,
        (agent) => this.put(agent),
        (event) => this.reduce(event),
      );
    } catch {
      // It was deleted meanwhile; its own event removes it.
    }
  }

  /** Which deleted agents kept their data; asked of the list, where one that kept nothing is no error. */
  private async readKept(workspaceId: string): Promise<void> {
    const take = (kept: Agent[]) => {
      if (workspaceId !== this.loadedWorkspace) return;
      this.byId.update((agents) => {
        const others = [...agents].filter(([, { status }]) => status !== 'deleted');
        return new Map([...others, ...kept.map((agent) => [agent.id, agent] as const)]);
      });
    };
    try {
      await this.missed.during(this.readAll(workspaceId, ['deleted']), take, (event) => this.reduce(event));
    } catch (error) {
      this.fault.set(toUserProblem(error));
    }
  }

  private async readAll(workspaceId: string, statuses: readonly AgentStatus[]): Promise<Agent[]> {
    const agents: Agent[] = [];
    const status = [...statuses];
    let cursor: string | undefined;
    do {
      const page = await firstValueFrom(this.client.listAgents({ workspaceId, status, limit: PAGE, cursor }));
      agents.push(...page.items);
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    return agents;
  }
}
