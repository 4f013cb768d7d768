import { Injectable, computed, inject, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { AgentsService, DeploymentsService } from '@nora/api-client';
import {
  type Agent,
  type Deployment,
  LiveEvents,
  type LiveEvent,
  type UserProblem,
  WorkspacesStore,
  toUserProblem,
} from '@nora/data-access';
import { firstValueFrom } from 'rxjs';

import { AgentsStore } from './agents.store';
import { isFinal, reduceAgent, reduceDeployment } from './live-reduction';
import { MissedEvents } from './missed-events';

const HISTORY = 20;

/** One agent and its deployments, kept true by the event stream. Lives as long as the agent's page. */
@Injectable()
export class AgentStore {
  private readonly agents = inject(AgentsService);
  private readonly history = inject(DeploymentsService);
  private readonly list = inject(AgentsStore);
  private readonly workspaces = inject(WorkspacesStore);
  private readonly current = signal<Agent | null>(null);
  private readonly attempts = signal<readonly Deployment[]>([]);
  private readonly cursor = signal<string | null>(null);
  private readonly fault = signal<UserProblem | null>(null);
  private readonly missed = new MissedEvents();
  private agentId = '';

  readonly agent = this.current.asReadonly();
  /** Newest first. */
  readonly deployments = this.attempts.asReadonly();
  readonly hasOlder = computed(() => this.cursor() !== null);
  readonly problem = this.fault.asReadonly();
  readonly latest = computed<Deployment | null>(() => this.attempts()[0] ?? null);
  readonly inFlight = computed<Deployment | null>(() => {
    const latest = this.latest();
    return latest && !isFinal(latest.status) ? latest : null;
  });

  constructor() {
    const live = inject(LiveEvents);
    live.events.pipe(takeUntilDestroyed()).subscribe((event) => this.apply(event));
    live.resync.pipe(takeUntilDestroyed()).subscribe(() => void this.refresh());
  }

  /** Shows this agent. */
  async open(agentId: string): Promise<void> {
    if (agentId !== this.agentId) {
      this.agentId = agentId;
      this.current.set(null);
      this.attempts.set([]);
      this.cursor.set(null);
    }
    await this.refresh();
  }

  /** Reads agent and deployments again. */
  async refresh(): Promise<void> {
    const agentId = this.agentId;
    this.fault.set(null);
    const answers = Promise.all([
      firstValueFrom(this.agents.getAgent({ agentId })),
      firstValueFrom(this.history.listAgentDeployments({ agentId, limit: HISTORY })),
    ]);
    const take = ([agent, page]: Awaited<typeof answers>) => {
      if (agentId !== this.agentId) return;
      this.setAgent(agent);
      this.attempts.set(page.items);
      this.cursor.set(page.nextCursor);
      this.workspaces.select(agent.workspaceId);
    };
    try {
      await this.missed.during(answers, take, (event) => this.reduce(event));
    } catch (error) {
      this.fault.set(toUserProblem(error));
    }
  }

  /** Reads the next older deployments. */
  async loadOlder(): Promise<void> {
    const cursor = this.cursor();
    if (!cursor) return;
    const page = await firstValueFrom(
      this.history.listAgentDeployments({ agentId: this.agentId, limit: HISTORY, cursor }),
    );
    this.attempts.update((known) => [...known, ...page.items]);
    this.cursor.set(page.nextCursor);
  }

  /** Takes in the deployment that an operation has just started, before its event arrives. */
  started(deployment: Deployment): void {
    const known = this.attempts().some(({ id }) => id === deployment.id);
    if (deployment.agentId !== this.agentId || known) return;
    this.attempts.update((attempts) => [deployment, ...attempts]);
    this.current.update((agent) => agent && { ...agent, activeDeploymentId: deployment.id });
  }

  private apply(event: LiveEvent): void {
    if (event.agentId !== this.agentId) return;
    this.missed.add(event);
    this.reduce(event);
    if (!this.current() || !('deploymentId' in event)) return;
    if (!this.attempts().some(({ id }) => id === event.deploymentId)) {
      void this.readDeployment(event.deploymentId);
      return;
    }
    // The outcome carries more than its event does: evidence, next action, the runtime's version.
    if (event.type === 'deployment.status-changed' && isFinal(event.status)) {
      void this.readDeployment(event.deploymentId);
      // Of an agent that was deleted there is nothing left to read.
      if (event.kind !== 'delete' || event.status !== 'succeeded') void this.readAgent();
    }
  }

  private reduce(event: LiveEvent): void {
    const agent = this.current();
    if (!agent || event.agentId !== agent.id) return;
    const next = reduceAgent(agent, event);
    if (next !== agent) this.setAgent(next);
    this.attempts.update((known) => known.map((deployment) => reduceDeployment(deployment, event)));
  }

  private async readDeployment(deploymentId: string): Promise<void> {
    const answer = firstValueFrom(this.history.getDeployment({ deploymentId }));
    const take = (found: Deployment) =>
      this.attempts.update((known) => {
        const others = known.filter(({ id }) => id !== deploymentId);
        return [found, ...others].sort((a, b) => b.createdAt.localeCompare(a.createdAt));
      });
    try {
      await this.missed.during(answer, take, (event) => this.reduce(event));
    } catch (error) {
      this.report(error);
    }
  }

  private async readAgent(): Promise<void> {
    const agentId = this.agentId;
    const answer = firstValueFrom(this.agents.getAgent({ agentId }));
    const take = (agent: Agent) => {
      if (agentId === this.agentId) this.setAgent(agent);
    };
    try {
      await this.missed.during(answer, take, (event) => this.reduce(event));
    } catch (error) {
      this.report(error);
    }
  }

  private report(error: unknown): void {
    const problem = toUserProblem(error);
    // A deleted agent is gone from the API; the page already says so.
    if (problem.status !== 404) this.fault.set(problem);
  }

  private setAgent(agent: Agent): void {
    this.current.set(agent);
    this.list.put(agent);
  }
}
