import { Injectable, computed, inject, signal } from '@angular/core';
import { takeUntilDestroyed, toObservable } from '@angular/core/rxjs-interop';
import { DeploymentsService } from '@nora/api-client';
import { type Agent, type AgentEvent, type Deployment, LiveEvents, isAgentEvent } from '@nora/data-access';
import { filter, firstValueFrom } from 'rxjs';

import { AgentsStore } from '../agents/agents.store';
import { reduceDeployment } from '../agents/live-reduction';
import { MissedEvents } from '../agents/missed-events';

/** What is shown with its steps at most; more of them are counted. */
const MOST_SHOWN = 6;

/** A deployment on its way, and the agent it is for. */
export interface Flight {
  agent: Agent;
  deployment: Deployment;
}

/** The deployments of the present workspace that are on their way, with their steps as they happen. */
@Injectable()
export class FlightsStore {
  private readonly client = inject(DeploymentsService);
  private readonly agents = inject(AgentsStore);
  private readonly byId = signal<ReadonlyMap<string, Deployment>>(new Map());
  private readonly reading = new Set<string>();
  private readonly missed = new MissedEvents();
  private readonly busy = computed(() =>
    this.agents.items().filter((agent) => agent.activeDeploymentId !== null),
  );
  private readonly shown = computed(() => this.busy().slice(0, MOST_SHOWN));

  readonly flights = computed<readonly Flight[]>(() =>
    this.shown().flatMap((agent) => {
      const deployment = this.byId().get(agent.activeDeploymentId ?? '');
      return deployment ? [{ agent, deployment }] : [];
    }),
  );
  /** How many there are beside those shown. */
  readonly others = computed(() => this.busy().length - this.shown().length);

  constructor() {
    const live = inject(LiveEvents);
    live.events.pipe(filter(isAgentEvent), takeUntilDestroyed()).subscribe((event) => this.apply(event));
    live.resync.pipe(takeUntilDestroyed()).subscribe(() => this.readAgain());
    toObservable(
      computed(() =>
        this.shown()
          .map((agent) => agent.activeDeploymentId ?? '')
          .join(' '),
      ),
    )
      .pipe(takeUntilDestroyed())
      .subscribe(() => this.readMissing());
  }

  private readMissing(): void {
    const wanted = new Set(this.shown().map((agent) => agent.activeDeploymentId ?? ''));
    this.byId.update((known) => new Map([...known].filter(([id]) => wanted.has(id))));
    for (const id of wanted) if (!this.byId().has(id)) void this.read(id);
  }

  private readAgain(): void {
    for (const id of this.byId().keys()) void this.read(id);
  }

  private apply(event: AgentEvent): void {
    this.missed.add(event);
    const known = this.known(event);
    if (!known) return;
    this.reduce(event);
    // An event of a step that is not known yet tells less than is shown.
    const isNews = 'step' in event && !known.steps.some(({ position }) => position === event.step.position);
    if (isNews) void this.read(known.id);
  }

  private reduce(event: AgentEvent): void {
    const known = this.known(event);
    if (known) this.put(reduceDeployment(known, event));
  }

  private known(event: AgentEvent): Deployment | null {
    return ('deploymentId' in event && this.byId().get(event.deploymentId ?? '')) || null;
  }

  private put(deployment: Deployment): void {
    this.byId.update((all) => new Map(all).set(deployment.id, deployment));
  }

  private async read(deploymentId: string): Promise<void> {
    if (this.reading.has(deploymentId)) return;
    this.reading.add(deploymentId);
    try {
      await this.missed.during(
        firstValueFrom(this.client.getDeployment({ deploymentId })),
        (deployment) => this.put(deployment),
        (event) => this.reduce(event),
      );
    } catch {
      // It ended and its agent is gone; the list of agents says so.
    } finally {
      this.reading.delete(deploymentId);
    }
  }
}
